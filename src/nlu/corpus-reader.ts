import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { TongdaError } from '../errors';
import { Complaints } from './corpus/complaints';
import { readArticleQuestions } from './corpus/article-questions';
import { emptyParts, type Corpus, type CorpusParts, type Example, type Source } from './corpus/corpus';
import { readCsv, readJsonl, readNlpjs } from './corpus/labelled-text-reader';
import { readRasaYaml } from './corpus/rasa-yaml-reader';
import { defaultSettings, readSettings } from './corpus/settings';

const TITLES = z.record(z.string(), z.string().min(1));

/**
 * Reads a corpus: a folder (intents/, synonyms.yml, lookup/, dictionary.txt, titles.yml, pipeline.yml, and the
 * questions of the articles in kb/) or one file
 * (.yml, .jsonl, .json, .csv), which trains with the default settings and no dictionary.
 * Throws `corpus_missing`, or `corpus_invalid` with file and line of everything that is wrong.
 */
export function readCorpus(path: string): Corpus {
  if (!existsSync(path)) throw new TongdaError('corpus_missing', path);
  const complaints = new Complaints();
  const corpus = statSync(path).isDirectory() ? readFolder(path, complaints) : readSingle(path, complaints);
  if (complaints.list.length === 0) checkWhole(corpus, path, complaints);
  complaints.throwIfAny();
  return corpus;
}

/** The files that make up a corpus, in a fixed order: they decide the id of the model. */
export function corpusFiles(path: string): string[] {
  if (!existsSync(path)) throw new TongdaError('corpus_missing', path);
  if (!statSync(path).isDirectory()) return [path];
  const single = ['synonyms.yml', 'dictionary.txt', 'titles.yml', 'pipeline.yml'].map((name) =>
    join(path, name),
  );
  return [
    ...filesBelow(join(path, 'intents'), /\.ya?ml$/),
    ...filesBelow(join(path, 'lookup'), /\.ya?ml$/),
    ...filesBelow(join(path, 'kb'), /\.md$/),
    ...single.filter((file) => existsSync(file)),
  ];
}

function readSingle(path: string, complaints: Complaints): Corpus {
  return { ...readParts(path, path, complaints), words: [], titles: {}, settings: defaultSettings() };
}

function readParts(
  path: string,
  shown: string,
  complaints: Complaints,
  homes = new Map<string, Source>(),
): CorpusParts {
  const content = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  switch (extname(path)) {
    case '.yml':
    case '.yaml':
      return readRasaYaml(content, shown, complaints, homes);
    case '.jsonl':
      return { ...emptyParts(), examples: readJsonl(content, shown, complaints) };
    case '.json':
      return { ...emptyParts(), examples: readNlpjs(content, shown, complaints) };
    case '.csv':
      return { ...emptyParts(), examples: readCsv(content, shown, complaints) };
    default:
      complaints.add(shown, 1, '语料应当是 .yml、.jsonl、.json 或 .csv');
      return emptyParts();
  }
}

function readFolder(folder: string, complaints: Complaints): Corpus {
  const corpus: Corpus = { ...emptyParts(), words: [], titles: {}, settings: defaultSettings() };
  const homes = new Map<string, Source>();
  const articleQuestions: Example[] = [];
  for (const path of corpusFiles(folder)) {
    const shown = relative(folder, path);
    const content = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    if (shown === 'pipeline.yml') corpus.settings = readSettings(content, shown, complaints);
    else if (shown === 'dictionary.txt') corpus.words = readWords(content);
    else if (shown === 'titles.yml') corpus.titles = readTitles(content, shown, complaints);
    else if (extname(path) === '.md') articleQuestions.push(...readArticleQuestions(content, shown));
    else {
      const parts = readParts(path, shown, complaints, homes);
      corpus.examples.push(...parts.examples);
      corpus.synonyms.push(...parts.synonyms);
      corpus.lookups.push(...parts.lookups);
      corpus.regexes.push(...parts.regexes);
    }
  }
  addArticleQuestions(corpus, articleQuestions);
  return corpus;
}

/** Intents are made by the intent files alone, and what stands there already is not learnt twice. */
function addArticleQuestions(corpus: Corpus, questions: readonly Example[]): void {
  const intents = new Set(corpus.examples.map(({ intent }) => intent));
  const texts = new Set(corpus.examples.map(({ text }) => text));
  for (const question of questions) {
    if (!intents.has(question.intent) || texts.has(question.text)) continue;
    texts.add(question.text);
    corpus.examples.push(question);
  }
}

function filesBelow(folder: string, names: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => names.test(name))
    .toSorted()
    .map((name) => join(folder, name));
}

/** One word a line; what follows the first space, and lines that begin with #, are for people. */
function readWords(content: string): string[] {
  return content
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/)[0]!)
    .filter((word) => word !== '');
}

function readTitles(content: string, file: string, complaints: Complaints): Record<string, string> {
  try {
    return TITLES.parse(parse(content) ?? {});
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    complaints.add(file, 1, message);
    return {};
  }
}

function checkWhole(corpus: Corpus, path: string, complaints: Complaints): void {
  const intents = new Set(corpus.examples.map(({ intent }) => intent));
  if (intents.size < 2) complaints.add(path, 1, '语料至少要有两个意图，每个意图至少一句例句');
  for (const { text, source } of corpus.examples) {
    if (text.trim() === '') complaints.add(source.file, source.line, '例句是空的');
  }
}
