import { parse } from 'yaml';
import { z } from 'zod';
import type { Example } from './corpus';

const FRONT_MATTER = /^---\r?\n([^]*?)\r?\n---/;
const HEADER = z.looseObject({
  title: z.string(),
  questions: z.array(z.string()).default([]),
  intents: z.array(z.string()).default([]),
});

/**
 * The title and the questions of a knowledge article as examples of its intent: an article of several intents does
 * not say which of them a question means, and gives none. A header that cannot be read is the article's own trouble
 * and is told to its editor when the articles are imported.
 */
export function readArticleQuestions(content: string, file: string): Example[] {
  const header = FRONT_MATTER.exec(content)?.[1];
  if (header === undefined) return [];
  const article = parseHeader(header);
  if (!article || article.intents.length !== 1) return [];
  const intent = article.intents[0]!;
  return [article.title, ...article.questions].map((text) => ({
    text,
    intent,
    entities: [],
    source: { file, line: lineOf(content, text) },
    fromArticle: true,
  }));
}

function parseHeader(header: string): z.infer<typeof HEADER> | undefined {
  try {
    return HEADER.parse(parse(header));
  } catch {
    return undefined;
  }
}

function lineOf(content: string, text: string): number {
  const at = content.indexOf(text);
  return at < 0 ? 1 : content.slice(0, at).split('\n').length;
}
