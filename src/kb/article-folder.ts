import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { TongdaError } from '../errors';
import type { Article } from './article';
import { describeComplaints, MAX_ARTICLE_BYTES, parseArticle, type Complaint } from './article-reader';

/** The good articles of a folder, in the order of their files' names with these, and everything wrong with the others. */
export interface ArticleFolder {
  found: { article: Article; file: string }[];
  complaints: Complaint[];
}

/** Reads all `.md` files below a folder. Throws `corpus_missing` where there is no folder. */
export function scanArticles(folder: string): ArticleFolder {
  const found: ArticleFolder['found'] = [];
  const complaints: Complaint[] = [];
  const seen = new Map<string, string>();
  for (const name of markdownFiles(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).size > MAX_ARTICLE_BYTES) {
      complaints.push({ file, line: 1, message: `文件超过 ${MAX_ARTICLE_BYTES / 1000} kB` });
      continue;
    }
    const result = parseArticle(readFileSync(file, 'utf8'), file);
    if (!result.ok) {
      complaints.push(...result.complaints);
      continue;
    }
    const { id } = result.article;
    const other = seen.get(id);
    if (other !== undefined) complaints.push({ file, line: 2, message: `id ${id} 与 ${other} 重复` });
    else if (path.basename(name, '.md') !== id) {
      complaints.push({ file, line: 2, message: `文件名应为 ${id}.md` });
    } else found.push({ article: result.article, file });
    seen.set(id, other ?? file);
  }
  return { found, complaints };
}

/** As `scanArticles`, but throws `corpus_invalid` with every complaint, one a line. */
export function readArticles(folder: string): Article[] {
  const { found, complaints } = scanArticles(folder);
  if (complaints.length > 0) throw new TongdaError('corpus_invalid', describeComplaints(complaints));
  return found.map(({ article }) => article);
}

function markdownFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .toSorted();
  } catch (cause) {
    throw new TongdaError('corpus_missing', folder, { cause });
  }
}
