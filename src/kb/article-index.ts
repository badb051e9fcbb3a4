import MiniSearch from 'minisearch';
import type { IndexedArticle } from './indexed-article';
import type { TermWeights } from './similarity';

/** An article that has terms of the question, with its BM25 score (no upper bound). */
export interface FullTextHit {
  id: string;
  bm25: number;
}

/** Where a term says most about an article. */
const BOOST = { title: 2, questions: 3, answer: 1, sections: 0.5 };

type Row = IndexedArticle['fields'] & { id: string };

/** Articles by their terms: BM25 over the fields, and how rare each term is. Changes at once, without rebuilding. */
export class ArticleIndex implements TermWeights {
  private readonly search = new MiniSearch<Row>({
    fields: ['title', 'questions', 'answer', 'sections'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
    searchOptions: {
      boost: BOOST,
      bm25: { k: 1.2, b: 0.7, d: 0 },
      combineWith: 'OR',
      prefix: false,
      fuzzy: false,
    },
  });
  private readonly documentFrequency = new Map<string, number>();
  private size = 0;
  /** Both hold until an article comes or goes. */
  private idfs = new Map<string, number>();
  private lengths = new WeakMap<ReadonlyMap<string, number>, number>();

  add(indexed: IndexedArticle): void {
    this.search.add({ id: indexed.article.id, ...indexed.fields });
    for (const term of indexed.terms) {
      this.documentFrequency.set(term, (this.documentFrequency.get(term) ?? 0) + 1);
    }
    this.size += 1;
    this.forgetWeights();
  }

  remove(indexed: IndexedArticle): void {
    // `remove` and not `discard`: it cleans up at once instead of by a timer later.
    this.search.remove({ id: indexed.article.id, ...indexed.fields });
    for (const term of indexed.terms) {
      const left = (this.documentFrequency.get(term) ?? 0) - 1;
      if (left > 0) this.documentFrequency.set(term, left);
      else this.documentFrequency.delete(term);
    }
    this.size -= 1;
    this.forgetWeights();
  }

  /** Inverse document frequency; a term of no article is the rarest. Always positive. */
  idf(term: string): number {
    const known = this.idfs.get(term);
    if (known !== undefined) return known;
    const frequency = this.documentFrequency.get(term) ?? 0;
    const idf = Math.log(1 + (this.size - frequency + 0.5) / (frequency + 0.5));
    // Words that customers make up must not pile up.
    if (frequency > 0) this.idfs.set(term, idf);
    return idf;
  }

  /** The length of a tf-idf vector, given its terms with their weights. */
  lengthOf(terms: ReadonlyMap<string, number>): number {
    let length = this.lengths.get(terms);
    if (length === undefined) {
      let sum = 0;
      for (const [term, weight] of terms) sum += weight ** 2 * this.idf(term);
      length = Math.sqrt(sum);
      this.lengths.set(terms, length);
    }
    return length;
  }

  /** All articles with a term of the question, best first. `terms`: term → weight. */
  find(terms: ReadonlyMap<string, number>): FullTextHit[] {
    const results = this.search.search([...terms.keys()].join(' '), {
      boostTerm: (term) => terms.get(term) ?? 0,
    });
    return results.map(({ id, score, queryTerms }) => ({
      id: id as string,
      // MiniSearch multiplies by the number of terms found, which would count them twice.
      bm25: score / Math.sqrt(Math.max(1, queryTerms.length)),
    }));
  }

  private forgetWeights(): void {
    this.idfs = new Map();
    this.lengths = new WeakMap();
  }
}
