import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { TongdaError } from '../errors';
import type { ArticleSource } from './article-source';
import { parseYaml, refuse } from './yaml-file';

/** A question that a new visitor is shown, and the article that answers it. */
export interface HotQuestion {
  articleId: string;
  question: string;
}

const schema = z.strictObject({
  version: z.string().optional(),
  hot_questions: z
    .array(z.strictObject({ article: z.string().min(1), question: z.string().trim().min(1).max(40) }))
    .min(1),
});

/** Reads the text of a `hot-questions.yml`. Throws `corpus_invalid` with file and line, also for an unknown article. */
export function parseHotQuestions(
  source: string,
  file: string,
  articles: Pick<ArticleSource, 'find'>,
): HotQuestion[] {
  const { value, lineOf } = parseYaml(source, file, schema);
  return value.hot_questions.map(({ article, question }, index) => {
    if (!articles.find(article))
      refuse(file, lineOf(['hot_questions', index, 'article']), `没有知识 ${article}`);
    return { articleId: article, question };
  });
}

/** Reads `hot-questions.yml`. Throws `corpus_missing` or `corpus_invalid`. */
export function readHotQuestions(file: string, articles: Pick<ArticleSource, 'find'>): HotQuestion[] {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new TongdaError('corpus_missing', file, { cause });
  }
  return parseHotQuestions(source, file, articles);
}
