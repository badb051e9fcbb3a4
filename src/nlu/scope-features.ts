import { z } from 'zod';
import { readWordFrequencies } from '../text/jieba-dictionary';
import { getJson, toJson, type ModelFiles } from './model-files';
import type { Utterance } from './features/utterance';
import { lead } from './vote';
import type { Votes } from './voters';

const FILE = 'domain-words.json';
const DOMAIN = z.object({ words: z.record(z.string(), z.number()), bigrams: z.array(z.string()) });
/** A single word may not outweigh the rest of the sentence. */
const MAX_LOG_RATIO = 5;
/** An unseen word counts as if seen so often. */
const UNSEEN_COUNT = 0.2;
/** Word tokens that jieba's dictionary was counted over. */
const GENERAL_TOKENS = 6e7;

/** Number of features of `ScopeFeatures.process`, the constant 1 included. */
export const SCOPE_WIDTH = 9;

/** How general Chinese uses a word; one per process is enough. */
export class GeneralWords {
  constructor(private readonly frequencies: ReadonlyMap<string, number>) {}

  /** From jieba's main dictionary. */
  static read(dict: string): GeneralWords {
    return new GeneralWords(readWordFrequencies(dict));
  }

  has(word: string): boolean {
    return this.frequencies.has(word);
  }

  probability(word: string): number {
    return ((this.frequencies.get(word) ?? 0) + 5) / GENERAL_TOKENS;
  }
}

/** Tells how much an utterance looks like the corpus, whatever its intent may be. */
export class ScopeFeatures {
  readonly name = 'scope-features';
  private readonly total: number;

  private constructor(
    private readonly words: ReadonlyMap<string, number>,
    private readonly bigrams: ReadonlySet<string>,
    private readonly general: GeneralWords,
  ) {
    this.total = [...words.values()].reduce((sum, count) => sum + count, 0);
  }

  /** `utterances` are the in-scope ones only. */
  static train(utterances: readonly Utterance[], general: GeneralWords): ScopeFeatures {
    const words = new Map<string, number>();
    const bigrams = new Set<string>();
    for (const utterance of utterances) {
      for (const word of utterance.words) words.set(word, (words.get(word) ?? 0) + 1);
      for (const bigram of bigramsOf(utterance)) bigrams.add(bigram);
    }
    return new ScopeFeatures(words, bigrams, general);
  }

  static load(files: ModelFiles, general: GeneralWords): ScopeFeatures {
    const { words, bigrams } = getJson(files, FILE, DOMAIN);
    return new ScopeFeatures(new Map(Object.entries(words)), new Set(bigrams), general);
  }

  save(): [string, Buffer][] {
    return [[FILE, toJson({ words: Object.fromEntries(this.words), bigrams: [...this.bigrams] })]];
  }

  /**
   * Share of unseen character pairs, share of unseen words, mean log ratio of the words' frequency in the corpus and
   * in general Chinese, likeness of the nearest in-scope utterance, best linear score, lead, probability of the
   * out-of-scope intent (number `scopeLabel`, or -1), shortness, 1.
   */
  process(utterance: Utterance, votes: Votes, probabilities: Float64Array, scopeLabel: number): Float64Array {
    const bigrams = bigramsOf(utterance);
    const words = utterance.words.filter((word) => /[\p{L}\p{N}]/u.test(word));
    const unseenWords = words.filter((word) => !this.words.has(word)).length;
    const nearest = votes.neighbours.find(({ label }) => label !== scopeLabel)?.similarity ?? 0;
    let best = -2;
    votes.linear.forEach((score, label) => {
      if (label !== scopeLabel && score > best) best = score;
    });
    return Float64Array.of(
      share(bigrams.filter((bigram) => !this.bigrams.has(bigram)).length, bigrams.length),
      share(unseenWords, words.length),
      words.reduce((sum, word) => sum + this.logRatio(word), 0) / Math.max(1, words.length),
      nearest,
      best,
      lead(probabilities),
      scopeLabel >= 0 ? probabilities[scopeLabel]! : 0,
      1 / Math.max(1, utterance.compact.length),
      1,
    );
  }

  private logRatio(word: string): number {
    const count = this.words.get(word);
    const inCorpus = ((count ?? 0) + UNSEEN_COUNT) / (this.total + 1);
    const ratio = Math.log(inCorpus / this.general.probability(word));
    // A word that is rare everywhere proves nothing for the corpus if the corpus does not have it.
    return Math.max(-MAX_LOG_RATIO, Math.min(count === undefined ? -1 : MAX_LOG_RATIO, ratio));
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function bigramsOf({ compact }: Utterance): string[] {
  const characters = Array.from(compact.replace(/\d/g, '0'));
  return characters.slice(1).map((character, i) => characters[i]! + character);
}
