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
  /** Term → the numbers of the wordings that have it, and its weight in each. */
  private readonly postings = new Map<string, { entries: number[]; weights: number[] }>();
  /** By number; undefined where the article has gone. */
  private entries: (Entry | undefined)[] = [];
  private readonly ofArticle = new Map<string, number[]>();

  constructor(private readonly worth: TermWeights) {}

  add(articleId: string, wordings: readonly Wording[]): void {
    const numbers = wordings.map((wording, i) => {
      const number = this.entries.push({ articleId, wording, isTitle: i === wordings.length - 1 }) - 1;
      for (const [term, weight] of wording.terms) {
        let posting = this.postings.get(term);
        if (!posting) this.postings.set(term, (posting = { entries: [], weights: [] }));
        posting.entries.push(number);
        posting.weights.push(weight);
      }
      return number;
    });
    this.ofArticle.set(articleId, numbers);
  }

  remove(articleId: string): void {
    for (const number of this.ofArticle.get(articleId) ?? []) {
      for (const term of this.entries[number]?.wording.terms.keys() ?? []) this.forget(term, number);
      this.entries[number] = undefined;
    }
    this.ofArticle.delete(articleId);
  }

  /**
   * For each article that shares a term with the question its most alike wording: cosine of tf-idf vectors over words,
   * bigrams and sounds. `terms`: term → weight of the question.
   */
  likenesses(terms: ReadonlyMap<string, number>): Map<string, ArticleLikeness> {
    const best = new Map<string, ArticleLikeness>();
    const length = this.worth.lengthOf(terms);
    const products = this.products(terms);
    for (let number = 0; number < products.length; number += 1) {
      const product = products[number]!;
      const entry = product > 0 ? this.entries[number] : undefined;
      if (!entry) continue;
      const { articleId, wording, isTitle } = entry;
      const similarity = Math.min(1, product / (length * this.worth.lengthOf(wording.terms)));
      let likeness = best.get(articleId);
      if (!likeness) best.set(articleId, (likeness = { similarity: 0, wording: '', title: 0 }));
      if (isTitle) likeness.title = similarity;
      if (similarity <= likeness.similarity) continue;
      likeness.similarity = similarity;
      likeness.wording = wording.text;
    }
    return best;
  }

  /** The inner product of the question with each wording, by number. */
  private products(terms: ReadonlyMap<string, number>): Float64Array {
    const products = new Float64Array(this.entries.length);
    for (const [term, weight] of terms) {
      const posting = this.postings.get(term);
      if (!posting) continue;
      const worth = weight * this.worth.idf(term);
      const { entries, weights } = posting;
      for (let i = 0; i < entries.length; i += 1) products[entries[i]!]! += worth * weights[i]!;
    }
    return products;
  }

  private forget(term: string, number: number): void {
    const posting = this.postings.get(term);
    const at = posting?.entries.indexOf(number) ?? -1;
    if (!posting || at < 0) return;
    posting.entries.splice(at, 1);
    posting.weights.splice(at, 1);
    if (posting.entries.length === 0) this.postings.delete(term);
  }
}
