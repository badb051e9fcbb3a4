import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { TongdaError } from '../errors';
import type { Article } from './article';
import { bodySchema, frontMatterSchema } from './article-schema';

/** Largest file of an article, in bytes. */
export const MAX_ARTICLE_BYTES = 200_000;

/** What is wrong with a file and where; lines count from 1. */
export interface Complaint {
  file: string;
  line: number;
  message: string;
}

/** An article, or all that is wrong with its file. */
export type ReadResult = { ok: true; article: Article } | { ok: false; complaints: Complaint[] };

const FENCE = /^---[ \t]*$/;
const zh = z.locales.zhCN().localeError;

/** Reads one article: YAML front matter between `---` lines, then the Markdown body. `file` is only for complaints. */
export function parseArticle(source: string, file: string): ReadResult {
  if (Buffer.byteLength(source) > MAX_ARTICLE_BYTES)
    return refused(file, 1, `文件超过 ${MAX_ARTICLE_BYTES / 1000} kB`);
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  if (lines.every((line) => line.trim() === '')) return refused(file, 1, '文件为空');
  if (!FENCE.test(lines[0]!)) return refused(file, 1, '文件应以 --- 开头');
  const close = lines.findIndex((line, i) => i > 0 && FENCE.test(line));
  if (close === -1) return refused(file, lines.length, '没有找到结束的 ---');

  const counter = new LineCounter();
  const document = parseDocument(lines.slice(1, close).join('\n'), { lineCounter: counter });
  if (document.errors.length > 0) {
    // The front matter starts on the file's second line.
    const complaints = document.errors.map((error) => ({
      file,
      line: (error.linePos?.[0].line ?? 1) + 1,
      message: `YAML 有误：${error.message.split('\n')[0]}`,
    }));
    return { ok: false, complaints };
  }
  const values = valuesOf(document);
  if (values === undefined) return refused(file, 2, '引用（alias）过多或有误');

  const front = frontMatterSchema.safeParse(values, { error: zh });
  const body = bodySchema.safeParse(lines.slice(close + 1).join('\n'), { error: zh });
  if (front.success && body.success) {
    const { valid_from: validFrom, valid_until: validUntil, ...rest } = front.data;
    return {
      ok: true,
      article: {
        ...rest,
        ...(validFrom && { validFrom }),
        ...(validUntil && { validUntil }),
        body: body.data,
      },
    };
  }
  const complaints: Complaint[] = [];
  for (const issue of front.error?.issues ?? []) {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
    const name = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    complaints.push({ file, line: lineOf(document, counter, path) + 1, message: name + issue.message });
  }
  for (const issue of body.error?.issues ?? []) {
    complaints.push({ file, line: Math.min(close + 2, lines.length), message: issue.message });
  }
  return { ok: false, complaints };
}

/** As `parseArticle`, but throws `corpus_invalid` with every complaint, one a line. */
export function readArticle(source: string, file: string): Article {
  const result = parseArticle(source, file);
  if (!result.ok) throw new TongdaError('corpus_invalid', describeComplaints(result.complaints));
  return result.article;
}

/** `file:line: message`, one a line. */
export function describeComplaints(complaints: readonly Complaint[]): string {
  return complaints.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n');
}

function refused(file: string, line: number, message: string): ReadResult {
  return { ok: false, complaints: [{ file, line, message }] };
}

function valuesOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch {
    return undefined;
  }
}

/** The front matter's line of the deepest part of a path that exists. */
function lineOf(document: Document, counter: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    // A key's own line, not that of its value, which a list starts one line below.
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key
      : undefined;
    const node = key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
  }
  return 1;
}
