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
