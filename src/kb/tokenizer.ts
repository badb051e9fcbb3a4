import { toFuzzySyllable, toSyllables } from '../text/pinyin';
import { STOP_WORDS } from './stop-words';

/** Cuts normalised text into words, as the segmenter of `text/` does. */
export type Segment = (text: string) => string[];

/** Brings text into the one form that is indexed and searched. */
export type Normalize = (text: string) => string;

/**
 * What is indexed: a word; a word that most questions have; two neighbouring characters; two that stand on both
 * sides of a stop word's edge; one character as `.费`; the syllables of two neighbours as `~hua.fei`.
 */
export type TokenKind = 'word' | 'stop' | 'bigram' | 'edge' | 'character' | 'sound';

export interface Token {
  term: string;
  kind: TokenKind;
  /** The text that the token stands for. */
  surface: string;
}

/**
 * How much a token of each kind says. Bigrams find what the segmenter cuts differently, characters find 借款 for
 * 借钱, sounds forgive 华费 for 话费 but let strangers in. Stop words are not dropped: 为什么 and 能不能 tell questions
 * apart, and a question may have nothing else. Chosen by retrieval on the articles' held-out questions and on a
 * bank's questions: without characters and edges, first-five recall falls by 0.02-0.04.
 */
export const KIND_WEIGHTS: Readonly<Record<TokenKind, number>> = {
  word: 1,
  bigram: 0.6,
  character: 0.6,
  edge: 0.4,
  stop: 0.4,
  sound: 0.15,
};

const SPOKEN = /[\p{L}\p{N}]/u;
const PARTS = /\p{Script=Han}+|[^\p{Script=Han}]+/gu;
const HAN_RUN = /\p{Script=Han}{2,}/gu;
const HAN = /^\p{Script=Han}$/u;

/** Text → tokens, the same for articles and questions. */
export class Tokenizer {
  constructor(
    private readonly segment: Segment,
    readonly normalize: Normalize,
  ) {}

  tokenize(text: string): Token[] {
    const tokens: Token[] = [];
    let piece = '';
    let words = new Set<string>();
    /** The last character before the current word, where nothing but a word's border lies between. */
    let before = '';
    let beforeStop = false;
    const closePiece = () => {
      for (const run of piece.matchAll(HAN_RUN)) tokens.push(...pairsOf(run[0], words));
      piece = '';
      words = new Set();
    };
    for (const word of this.segment(this.normalize(text)).flatMap((cut) => cut.split(/\s+/))) {
      if (!SPOKEN.test(word)) {
        closePiece();
        before = '';
        continue;
      }
      const isStop = STOP_WORDS.has(word);
      const characters = Array.from(word);
      if ((isStop || beforeStop) && HAN.test(before) && HAN.test(characters[0]!)) {
        const surface = before + characters[0]!;
        tokens.push({ term: surface, kind: 'edge', surface });
      }
      if (isStop) {
        closePiece();
        tokens.push({ term: word, kind: 'stop', surface: word });
      } else {
        for (const term of partsOf(word)) tokens.push({ term, kind: 'word', surface: term });
        for (const surface of characters) {
          if (HAN.test(surface)) tokens.push({ term: `.${surface}`, kind: 'character', surface });
        }
        words.add(word);
        piece += word;
      }
      before = characters.at(-1)!;
      beforeStop = isStop;
    }
    closePiece();
    return tokens;
  }
}

/** A word of mixed scripts is also its parts: 畅达59 → 畅达59, 畅达, 59. */
function partsOf(word: string): string[] {
  const parts = (word.match(PARTS) ?? []).filter((part) => SPOKEN.test(part));
  return parts.length > 1 ? [word, ...parts] : [word];
}

function pairsOf(run: string, words: ReadonlySet<string>): Token[] {
  const characters = Array.from(run);
  const syllables = toSyllables(run).map(toFuzzySyllable);
  const tokens: Token[] = [];
  for (let i = 0; i + 1 < characters.length; i++) {
    const surface = characters[i]! + characters[i + 1]!;
    if (!words.has(surface)) tokens.push({ term: surface, kind: 'bigram', surface });
    // A rare character without a reading would shift all syllables behind it.
    if (syllables.length === characters.length) {
      tokens.push({ term: soundTerm(syllables[i]!, syllables[i + 1]!), kind: 'sound', surface });
    }
  }
  return tokens;
}

function soundTerm(first: string, second: string): string {
  return `~${first}.${second}`;
}

/** Term → weight: that of its strongest kind, a repeated token counting a little more. */
export function weigh(tokens: readonly Token[]): Map<string, number> {
  const counts = new Map<string, { weight: number; count: number }>();
  for (const { term, kind } of tokens) {
    const entry = counts.get(term);
    if (entry) {
      entry.count += 1;
      entry.weight = Math.max(entry.weight, KIND_WEIGHTS[kind]);
    } else counts.set(term, { weight: KIND_WEIGHTS[kind], count: 1 });
  }
  return new Map([...counts].map(([term, { weight, count }]) => [term, weight * (1 + Math.log(count))]));
}
