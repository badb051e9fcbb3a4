import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TongdaError } from '../errors';
import type { Article } from './article';
import { describeComplaints, MAX_ARTICLE_BYTES, type Complaint } from './article-reader';
import { articleIdSchema, articleSchema } from './article-schema';
import { stripHtml } from './strip-html';

/** Longest title of an article made of a bare text; a longer text is cut for the title only. */
const TITLE_LENGTH = 200;

const bareRowSchema = z
  .strictObject({
    id: z.union([z.string().min(1), z.number()]).transform(String),
    text: z
      .string()
      .transform((text) => stripHtml(text).trim())
      .refine((text) => text !== '', '不能为空'),
  })
  .transform(({ id, text }) => ({ id: articleIdSchema.safeParse(id).data ?? hashedId(id), text }));

/**
 * Reads JSON Lines of `{id, text}` or of whole articles (the front matter's fields and `body`). A bare text becomes
 * an article that is titled by it and says no more; an id that cannot name a file becomes `import-` and a hash.
 * `day` (YYYY-MM-DD) is the `updated` of rows without one. Throws `corpus_invalid` with every complaint.
 */
export function readArticleRows(source: string, file: string, day: string): Article[] {
  const articles = new Map<string, Article>();
  const complaints: Complaint[] = [];
  for (const [index, text] of source.split(/\r?\n/).entries()) {
    if (text.trim() === '') continue;
    const row = readRow(text, day);
    if (typeof row === 'string') complaints.push({ file, line: index + 1, message: row });
    else if (articles.has(row.id)) complaints.push({ file, line: index + 1, message: `id ${row.id} 重复` });
    else articles.set(row.id, row);
  }
  if (complaints.length > 0) throw new TongdaError('corpus_invalid', describeComplaints(complaints));
  return [...articles.values()];
}

/** The article of a line, or what is wrong with it. */
function readRow(line: string, day: string): Article | string {
  if (Buffer.byteLength(line) > MAX_ARTICLE_BYTES) return `超过 ${MAX_ARTICLE_BYTES / 1000} kB`;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return '不是有效的 JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '应为 JSON 对象';
  const error = z.locales.zhCN().localeError;
  if (!('text' in value)) {
    const result = articleSchema.safeParse({ category: '导入', updated: day, ...value }, { error });
    return result.success ? result.data : describe(result.error);
  }
  const result = bareRowSchema.safeParse(value, { error });
  if (!result.success) return describe(result.error);
  const { id, text } = result.data;
  const title = text.replace(/\s+/g, ' ').slice(0, TITLE_LENGTH);
  return { id, title, questions: [], category: '导入', intents: [], updated: day, body: text };
}

function describe(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('；');
}

function hashedId(id: string): string {
  return `import-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}
