import type { Wording } from './indexed-article';

/** How alike the question and one wording of an article are, 0-1. */
export interface Likeness {
  similarity: number;
  wording: string;
}

/**
 * The wording that is most like the question: cosine of their tf-idf vectors over words, bigrams and sounds.
 * `terms`: term → weight of the question.
 */
export function mostAlike(
  terms: ReadonlyMap<string, number>,
  wordings: readonly Wording[],
  idf: (term: string) => number,
): Likeness {
  const length = lengthOf(terms, idf);
  let best: Likeness = { similarity: 0, wording: '' };
  for (const wording of wordings) {
    let product = 0;
    for (const [term, weight] of wording.terms) {
      const other = terms.get(term);
      if (other !== undefined) product += weight * other * idf(term);
    }
    if (product === 0) continue;
    const similarity = Math.min(1, product / (length * lengthOf(wording.terms, idf)));
    if (similarity > best.similarity) best = { similarity, wording: wording.text };
  }
  return best;
}

function lengthOf(terms: ReadonlyMap<string, number>, idf: (term: string) => number): number {
  let sum = 0;
  for (const [term, weight] of terms) sum += weight ** 2 * idf(term);
  return Math.sqrt(sum);
}
