import type { Synonym, Synonyms } from './synonyms';
import { KIND_WEIGHTS, weigh, type Token, type Tokenizer } from './tokenizer';

/** Longest part of a question that is searched, in UTF-16 units. */
const MAX_LENGTH = 500;

/** Other words for what was asked count less than the words themselves. */
export const SYNONYM_WEIGHT = 0.6;

/** Another word for a part of the question, with its terms. */
export interface Expansion extends Synonym {
  terms: readonly string[];
}

/** A question cut, weighed and expanded once, for all that compares it. */
export interface Question {
  /** The words and bigrams that carry meaning. */
  content: readonly Token[];
  /** A pair of characters → the term of its sound. */
  sounds: ReadonlyMap<string, string>;
  expansions: readonly Expansion[];
  /** The question's own terms with their weights. */
  terms: ReadonlyMap<string, number>;
  /** The same with those of the expansions. */
  expanded: ReadonlyMap<string, number>;
}

/** Prepares a question. Without any letter or digit it has no terms. */
export function readQuestion(text: string, tokenizer: Tokenizer, synonyms: Synonyms): Question {
  const short = text.slice(0, MAX_LENGTH);
  const tokens = tokenizer.tokenize(short);
  const expansions = synonyms.expand(tokenizer.normalize(short)).map((synonym) => ({
    ...synonym,
    terms: termsOfWord(synonym.to, tokenizer),
  }));
  const terms = weigh(tokens);
  const expanded = new Map(terms);
  for (const term of expansions.flatMap((expansion) => expansion.terms)) {
    if (!expanded.has(term)) expanded.set(term, KIND_WEIGHTS.word * SYNONYM_WEIGHT);
  }
  const content = new Map<string, Token>();
  for (const token of tokens) {
    if (token.kind === 'word' || token.kind === 'bigram') content.set(token.term, token);
  }
  const sounds = tokens
    .filter(({ kind }) => kind === 'sound')
    .map(({ surface, term }): [string, string] => [surface, term]);
  return { content: [...content.values()], sounds: new Map(sounds), expansions, terms, expanded };
}

function termsOfWord(word: string, tokenizer: Tokenizer): string[] {
  return tokenizer
    .tokenize(word)
    .flatMap(({ kind, term }) => (kind === 'word' || kind === 'bigram' ? [term] : []));
}
