import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { cut, load } from 'nodejieba';
import { jiebaFiles } from './jieba-dictionary';

/** Cuts normalised text into words. The words joined are the text again. */
export interface Segmenter {
  cut(text: string): string[];
}

/** Where the dictionaries for jieba are kept when the caller names no folder. */
export const DEFAULT_CACHE_FOLDER = join(tmpdir(), `tongda-jieba-${userInfo().uid}`);

/** A number with decimals, a phone number, or a Latin word: jieba leaves most whole, but splits at dots and dashes. */
const LATIN_OR_NUMBER = /[a-z0-9]+(?:[.\-_@+#][a-z0-9]+)*/g;

/** nodejieba has one dictionary per process: which one is loaded now. */
let loadedUserDict = '';

/** nodejieba with the corpus's own words. Each instance cuts by its own words, though a change of instance reloads. */
export class NodejiebaSegmenter implements Segmenter {
  private readonly userDict: string;

  /** `words` are the corpus's own words, without spaces; `cacheFolder` keeps the files jieba reads. */
  constructor(
    words: Iterable<string>,
    private readonly cacheFolder: string = DEFAULT_CACHE_FOLDER,
  ) {
    const own = [...new Set(words)].filter((word) => word.length > 1 && !/\s/.test(word)).toSorted();
    const content = own.length > 0 ? `${own.join('\n')}\n` : '';
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
    this.userDict = join(cacheFolder, `user-${hash}.utf8`);
    if (existsSync(this.userDict)) return;
    mkdirSync(cacheFolder, { recursive: true });
    const temporary = `${this.userDict}.${process.pid}`;
    writeFileSync(temporary, content);
    renameSync(temporary, this.userDict);
  }

  cut(text: string): string[] {
    this.ensureLoaded();
    const words: string[] = [];
    let from = 0;
    for (const match of text.matchAll(LATIN_OR_NUMBER)) {
      // Pure runs are jieba's own business: a dictionary word such as 畅达59 or 5g信号 must stay together.
      if (/^[a-z0-9]+$/.test(match[0])) continue;
      if (match.index > from) words.push(...cut(text.slice(from, match.index), true));
      words.push(match[0]);
      from = match.index + match[0].length;
    }
    if (from < text.length) words.push(...cut(from === 0 ? text : text.slice(from), true));
    return words;
  }

  private ensureLoaded(): void {
    if (loadedUserDict === this.userDict) return;
    const { dict, idfDict } = jiebaFiles(this.cacheFolder);
    load({ dict, idfDict, userDict: this.userDict });
    loadedUserDict = this.userDict;
  }
}
