import type { KnowledgeResult, SearchContext } from '../kb/answer';
import type { Article } from '../kb/article';

/** What the dialog needs of a knowledge base. With `now` (ms) only articles valid then are listed. */
export interface ArticleSource {
  find(id: string): Article | undefined;
  articlesFor(intent: string, now?: number): readonly Article[];
  /** The nearest articles to one that exists. */
  related(id: string, n: number, now?: number): readonly Article[];
  search(text: string, context: SearchContext): KnowledgeResult;
}
