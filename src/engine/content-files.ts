import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readHotQuestions, type HotQuestion } from '../dialog/hot-questions';
import { readResponses, type Responses } from '../dialog/responses';
import { readDialogSettings, type DialogSettings } from '../dialog/settings';
import { readHandoffSettings, type HandoffSettings } from '../handoff/settings';
import type { Article } from '../kb/article';
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
  fingerprint(part: 'articles' | 'dialog'): string {
    if (part === 'articles') return fingerprintOf(this.articlesDir);
    const files = ['responses', 'dialog.yml', 'hot-questions.yml', 'handoff.yml'];
    return files.map((name) => fingerprintOf(join(this.corpusDir, name))).join('|');
  }
}

function fingerprintOf(path: string): string {
  if (!existsSync(path)) return '';
  const stat = statSync(path);
  if (!stat.isDirectory()) return `${stat.size}:${stat.mtimeMs}`;
  const parts: string[] = [];
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
    const file = statSync(join(path, name), { throwIfNoEntry: false });
    if (file?.isFile()) parts.push(`${name}:${file.size}:${file.mtimeMs}`);
  }
  return parts.join(',');
}
