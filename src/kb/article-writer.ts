import { stringify } from 'yaml';
import type { Article } from './article';

/** The Markdown file of an article; reading it back gives the same article. */
export function writeArticle(article: Article): string {
  return `---\n${stringify(frontMatter(article), { lineWidth: 0 })}---\n${article.body}\n`;
}

/** An article as a plain object with the names of the front matter, for JSON Lines. */
export function articleRow(article: Article): Record<string, unknown> {
  return { ...frontMatter(article), body: article.body };
}

function frontMatter(article: Article): Record<string, unknown> {
  const { id, title, questions, category, intents, validFrom, validUntil, updated } = article;
  return {
    id,
    title,
    questions,
    category,
    intents,
    ...(validFrom && { valid_from: validFrom }),
    ...(validUntil && { valid_until: validUntil }),
    updated,
  };
}
