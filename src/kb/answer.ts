/** One hit of a search, best first. */
export interface Hit {
  articleId: string;
  title: string;
  /** The passage that answers, plain text. */
  passage: string;
  /** Calibrated, 0-1, on the same scale as the confidence of an intent. */
  score: number;
  /** Reasons that a person can read. */
  why: string[];
}

/** What the knowledge base says to a question. */
export interface KnowledgeResult {
  decision: 'answer' | 'ask' | 'none';
  hits: Hit[];
}

/** What narrows a search. */
export interface SearchContext {
  /** The intents that the NLU ranks first, as a prior over the articles tagged with them. */
  intents: readonly { name: string; confidence: number }[];
  /** Milliseconds since the epoch: articles outside their validity are left out. */
  now: number;
  limit?: number;
}
