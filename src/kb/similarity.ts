import type { Wording } from './indexed-article';

/** How alike the question and one wording of an article are, 0-1. */
export interface Likeness {
  similarity: number;
  wording: string;
}

/** What terms are worth in a collection of articles. */
export interface TermWeights {
  idf(term: string): number;
  /** The length of a tf-idf vector, given its terms with their weights. */
  lengthOf(terms: ReadonlyMap<string, number>): number;
}

/**
 * The wording that is most like the question: cosine of their tf-idf vectors over words, bigrams and sounds.
 * `terms`: term → weight of the question.
 */
export function mostAlike(
  terms: ReadonlyMap<string, number>,
  wordings: readonly Wording[],
  worth: TermWeights,
): Likeness {
  const length = worth.lengthOf(terms);
  let best: Likeness = { similarity: 0, wording: '' };
  for (const wording of wordings) {
    const [few, many] = terms.size < wording.terms.size ? [terms, wording.terms] : [wording.terms, terms];
    let product = 0;
    for (const [term, weight] of few) {
      const other = many.get(term);
      if (other !== undefined) product += weight * other * worth.idf(term);
    }
    if (product === 0) continue;
    const similarity = Math.min(1, product / (length * worth.lengthOf(wording.terms)));
    if (similarity > best.similarity) best = { similarity, wording: wording.text };
  }
  return best;
}
