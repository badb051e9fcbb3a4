import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { InvalidArgumentError, type Command } from 'commander';
import { readConfig } from '../config';
import { TongdaError } from '../errors';
import type { KnowledgeResult } from '../kb/answer';
import type { Article } from '../kb/article';
import { readArticles, scanArticles } from '../kb/article-folder';
import { readArticleRows } from '../kb/article-rows';
import { articleRow, writeArticle } from '../kb/article-writer';
import { Calendar } from '../kb/calendar';
import { KnowledgeBase } from '../kb/knowledge-base';
import { readCorpus } from '../nlu/corpus-reader';
import { segmenterWords } from '../nlu/corpus/vocabulary';
import { normalize } from '../text/normalize';
import { NodejiebaSegmenter } from '../text/segmenter';

/** Enough to judge the first twenty after leaving some out. */
const DEFAULT_LIMIT = 25;

interface SearchOptions {
  kb?: string;
  corpus?: string;
  limit: number;
  now?: number;
  json?: boolean;
}

interface TransferOptions {
  kb?: string;
  out?: string;
  json?: boolean;
}

/** Adds `tongda kb search`, `tongda kb import` and `tongda kb export`. */
export function register(program: Command): void {
  const kb = program.command('kb').description('知识库：搜索、导入、导出 / knowledge base');
  kb.command('search')
    .description('逐行搜索标准输入中的问题 / answer each line of standard input')
    .option('--kb <path>', '知识条目的目录或 JSONL；不写则用语料的 kb 目录')
    .option('--corpus <dir>', '词典和同义词所在的语料')
    .option('--limit <n>', '每个问题最多几条', readCount, DEFAULT_LIMIT)
    .option('--now <iso>', '判断有效期的时刻，ISO 8601', readMoment)
    .option('--json', '每行输出一个 JSON：{decision, hits:[{id, passage, score, why}]}')
    .action(search);
  kb.command('import')
    .description('把 JSONL（{id,text} 或完整条目）写成 Markdown / import articles')
    .argument('<file>', 'JSONL 文件')
    .option('--out <dir>', '写到哪个目录；不写则用语料的 kb/imported')
    .option('--json', '结果以 JSON 输出')
    .action(importArticles);
  kb.command('export')
    .description('导出知识条目到目录（Markdown）或 .jsonl 文件 / export articles')
    .requiredOption('--out <path>', '目录，或以 .jsonl 结尾的文件')
    .option('--kb <path>', '知识条目的目录或 JSONL；不写则用语料的 kb 目录')
    .option('--json', '结果以 JSON 输出')
    .action(exportArticles);
}

async function search({ kb, corpus: corpusDir, limit, now, json }: SearchOptions): Promise<void> {
  const config = readConfig();
  const corpus = readCorpus(corpusDir ?? config.corpusDir);
  const segmenter = new NodejiebaSegmenter(segmenterWords(corpus));
  const base = new KnowledgeBase({
    articles: articlesOf(kb ?? path.join(corpusDir ?? config.corpusDir, 'kb')),
    segment: (text) => segmenter.cut(text),
    normalize: (text) => normalize(text).text,
    synonyms: corpus.synonyms.map(({ canonical, aliases }) => [canonical, ...aliases]),
    timeZone: config.timeZone,
  });
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const result = base.search(line, { intents: [], now: now ?? Date.now(), limit });
    const text = json ? `${JSON.stringify(resultRow(result))}\n` : describe(line, result);
    if (!process.stdout.write(text)) await drained();
  }
}

function importArticles(file: string, { out, json }: TransferOptions): void {
  const { corpusDir, timeZone } = readConfig();
  const home = path.join(corpusDir, 'kb');
  const folder = path.resolve(out ?? path.join(home, 'imported'));
  const articles = readArticleRows(readSource(file), file, new Calendar(timeZone).day(Date.now()));
  if (isInside(folder, home)) refuseTaken(articles, home, folder);
  writeArticles(folder, articles);
  report(json, articles.length, folder, '已导入');
}

function exportArticles({ kb, out, json }: TransferOptions): void {
  const articles = articlesOf(kb ?? path.join(readConfig().corpusDir, 'kb'));
  const target = path.resolve(out!);
  if (target.endsWith('.jsonl')) {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, articles.map((article) => `${JSON.stringify(articleRow(article))}\n`).join(''));
  } else writeArticles(target, articles);
  report(json, articles.length, target, '已导出');
}

function articlesOf(source: string): Article[] {
  const isFile = statSync(source, { throwIfNoEntry: false })?.isFile() ?? false;
  if (!isFile) return readArticles(source);
  return readArticleRows(readSource(source), source, new Calendar(readConfig().timeZone).day(Date.now()));
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new TongdaError('corpus_missing', file, { cause });
  }
}

/** The same id in two files would stop the server from loading any article. */
function refuseTaken(articles: readonly Article[], home: string, folder: string): void {
  const elsewhere = new Set<string>();
  if (statSync(home, { throwIfNoEntry: false })) {
    for (const { article, file } of scanArticles(home).found) {
      if (path.dirname(file) !== folder) elsewhere.add(article.id);
    }
  }
  const taken = articles.filter(({ id }) => elsewhere.has(id)).map(({ id }) => id);
  if (taken.length > 0) throw new TongdaError('conflict', `id 已在知识库中：${taken.join(', ')}`);
}

function isInside(folder: string, home: string): boolean {
  const relative = path.relative(home, folder);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

function writeArticles(folder: string, articles: readonly Article[]): void {
  mkdirSync(folder, { recursive: true });
  for (const article of articles) writeFileSync(path.join(folder, `${article.id}.md`), writeArticle(article));
}

function report(json: boolean | undefined, articles: number, out: string, done: string): void {
  process.stdout.write(json ? `${JSON.stringify({ articles, out })}\n` : `${done} ${articles} 条：${out}\n`);
}

function resultRow({ decision, hits }: KnowledgeResult) {
  return {
    decision,
    hits: hits.map(({ articleId, passage, score, why }) => ({ id: articleId, passage, score, why })),
  };
}

function describe(question: string, { decision, hits }: KnowledgeResult): string {
  const lines = hits
    .slice(0, 5)
    .map(
      ({ articleId, title, score, why }) =>
        `  ${score.toFixed(2)} ${articleId} ${title} （${why.join('，')}）`,
    );
  return [`${question} → ${decision}`, ...lines, ''].join('\n');
}

/** Waits until a slow reader has caught up. */
async function drained(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.once('drain', resolve);
  });
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('应当是正整数');
  return count;
}

function readMoment(text: string): number {
  const moment = Date.parse(text);
  if (Number.isNaN(moment))
    throw new InvalidArgumentError('应当是 ISO 8601 的时刻，如 2026-11-01T09:00:00+08:00');
  return moment;
}
