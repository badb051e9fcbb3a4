import { existsSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readHotQuestions, type HotQuestion } from '../dialog/hot-questions';
import { readResponses, type Responses } from '../dialog/responses';
import { readDialogSettings, type DialogSettings } from '../dialog/settings';
import { TongdaError } from '../errors';
import { readHandoffSettings, type HandoffSettings } from '../handoff/settings';
import type { Article } from '../kb/article';
import { scanArticles } from '../kb/article-folder';
import { describeComplaints } from '../kb/article-reader';
import { Complaints } from '../nlu/corpus/complaints';
import { readRasaYaml } from '../nlu/corpus/rasa-yaml-reader';

/** Reads what editors write under `corpus/`, except what only training reads. */
export class ContentFiles {
  constructor(private readonly corpusDir: string) {}

  get articlesDir(): string {
    return join(this.corpusDir, 'kb');
  }

  responses(): Responses {
    return readResponses(join(this.corpusDir, 'responses'));
  }

  dialogSettings(): DialogSettings {
    return readDialogSettings(join(this.corpusDir, 'dialog.yml'));
  }

  handoffSettings(): HandoffSettings {
    return readHandoffSettings(join(this.corpusDir, 'handoff.yml'));
  }

  hotQuestions(articles: { find(id: string): Article | undefined }): HotQuestion[] {
    const file = join(this.corpusDir, 'hot-questions.yml');
    return existsSync(file) ? readHotQuestions(file, articles) : [];
  }

  /** Groups of words with one meaning. Throws `corpus_invalid`. */
  synonyms(): string[][] {
    const file = join(this.corpusDir, 'synonyms.yml');
    if (!existsSync(file)) return [];
    const complaints = new Complaints();
    const { synonyms } = readRasaYaml(readFileSync(file, 'utf8'), file, complaints);
    complaints.throwIfAny();
    return synonyms.map(({ canonical, aliases }) => [canonical, ...aliases]);
  }

  /** Changes when a file of one of the parts changes: names, sizes and times. */
  async fingerprint(part: ContentPart): Promise<string> {
    const prints: string[] = [];
    for (const name of PARTS[part]) prints.push(await fingerprintOf(join(this.corpusDir, name)));
    return prints.join('|');
  }

  /** Names of all files that a server reads, below the corpus folder, with slashes. What only training reads is not among them. */
  async served(): Promise<string[]> {
    const names: string[] = [];
    for (const part of Object.values(PARTS).flat()) {
      const found = await stat(join(this.corpusDir, part)).catch(() => undefined);
      if (found?.isFile()) names.push(part);
      if (!found?.isDirectory()) continue;
      for (const name of await readdir(join(this.corpusDir, part), { recursive: true })) {
        if (/\.(?:md|yml)$/.test(name)) names.push(join(part, name).replaceAll('\\', '/'));
      }
    }
    return names.toSorted();
  }

  /** Everything that is wrong in the files that a server reads, one line each, with file and line. */
  complaints(): string[] {
    const { found, complaints } = scanArticles(this.articlesDir);
    const byId = new Map(found.map(({ article }) => [article.id, article]));
    const readers = [
      () => this.responses(),
      () => this.dialogSettings(),
      () => this.handoffSettings(),
      () => this.synonyms(),
      () => this.hotQuestions({ find: (id) => byId.get(id) }),
    ];
    const others = readers.flatMap((read) => {
      try {
        read();
        return [];
      } catch (error) {
        if (error instanceof TongdaError) return error.detail.split('\n');
        throw error;
      }
    });
    return [...(complaints.length > 0 ? describeComplaints(complaints).split('\n') : []), ...others];
  }
}

/** What is read anew together. */
export type ContentPart = 'articles' | 'synonyms' | 'dialog';

/** Every part. */
export const CONTENT_PARTS: readonly ContentPart[] = ['articles', 'synonyms', 'dialog'];

const PARTS: Record<ContentPart, readonly string[]> = {
  articles: ['kb'],
  synonyms: ['synonyms.yml'],
  dialog: ['responses', 'dialog.yml', 'hot-questions.yml', 'handoff.yml'],
};

/** Without holding up the event loop: there may be thousands of articles. */
async function fingerprintOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return '';
  if (!found.isDirectory()) return `${found.size}:${found.mtimeMs}`;
  const parts: string[] = [];
  for (const name of await readdir(path, { recursive: true })) {
    // A file may vanish between the two calls.
    const file = await stat(join(path, name)).catch(() => undefined);
    if (file?.isFile()) parts.push(`${name}:${file.size}:${file.mtimeMs}`);
  }
  return parts.join(',');
}
