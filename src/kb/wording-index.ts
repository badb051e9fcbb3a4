import type { Wording } from './indexed-article';
import type { Likeness, TermWeights } from './similarity';

interface Entry {
  articleId: string;
  wording: Wording;
  /** Whether it is the title; an article's last wording is. */
  isTitle: boolean;
}

/** How alike a question and an article are. */
export interface ArticleLikeness extends Likeness {
  /** Likeness to the title alone, 0-1. */
  title: number;
}

/**
 * All wordings by their terms. A question touches only the wordings that share a term with it, each once for a term,
 * however many articles there are.
 */
export class WordingIndex {
  private readonly postings = new Map<string, Map<Entry, number>>();
  private readonly entries = new Map<string, Entry[]>();

  constructor(private readonly worth: TermWeights) {}

  add(articleId: string, wordings: readonly Wording[]): void {
    const entries = wordings.map((wording, i) => ({
      articleId,
      wording,
      isTitle: i === wordings.length - 1,
    }));
    this.entries.set(articleId, entries);
    for (const entry of entries) {
      for (const [term, weight] of entry.wording.terms) {
        let posting = this.postings.get(term);
        if (!posting) this.postings.set(term, (posting = new Map()));
        posting.set(entry, weight);
      }
    }
  }

  remove(articleId: string): void {
    for (const entry of this.entries.get(articleId) ?? []) {
      for (const term of entry.wording.terms.keys()) {
        const posting = this.postings.get(term);
        posting?.delete(entry);
        if (posting?.size === 0) this.postings.delete(term);
      }
    }
    this.entries.delete(articleId);
  }

  /**
   * For each article that shares a term with the question its most alike wording: cosine of tf-idf vectors over words,
   * bigrams and sounds. `terms`: term → weight of the question.
   */
  likenesses(terms: ReadonlyMap<string, number>): Map<string, ArticleLikeness> {
    const products = new Map<Entry, number>();
    for (const [term, weight] of terms) {
      const posting = this.postings.get(term);
      if (!posting) continue;
      const worth = weight * this.worth.idf(term);
      for (const [entry, other] of posting) products.set(entry, (products.get(entry) ?? 0) + worth * other);
    }
    const length = this.worth.lengthOf(terms);
    const best = new Map<string, ArticleLikeness>();
    for (const [{ articleId, wording, isTitle }, product] of products) {
      const similarity = Math.min(1, product / (length * this.worth.lengthOf(wording.terms)));
      const sofar = best.get(articleId) ?? { similarity: 0, wording: '', title: 0 };
      best.set(articleId, {
        ...(similarity > sofar.similarity ? { similarity, wording: wording.text } : sofar),
        title: isTitle ? similarity : sofar.title,
      });
    }
    return best;
  }
}
