/** One knowledge article (知识条目), as written by an editor. Its Markdown body is free of HTML. */
export interface Article {
  /** Unique; also the name of its file. */
  id: string;
  title: string;
  /** Other wordings of what the article answers; the title counts as one too. */
  questions: readonly string[];
  /** Path in the hall's directory, for example `话费/查询`. */
  category: string;
  /** Names of the intents that this article answers. */
  intents: readonly string[];
  /** First and last day of validity, YYYY-MM-DD, both included. */
  validFrom?: string | undefined;
  validUntil?: string | undefined;
  /** Day of the last revision, YYYY-MM-DD. */
  updated: string;
  /** Markdown: the first paragraph is the answer, then `##` sections. */
  body: string;
}

/** A part of an article that can be shown alone, as plain text. */
export interface Passage {
  /** The section's heading; empty for the answer. */
  heading: string;
  text: string;
}

/** All wordings that an article answers, the title last. */
export function wordingsOf(article: Article): string[] {
  return [...article.questions.filter((question) => question !== article.title), article.title];
}
