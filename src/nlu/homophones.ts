import { z } from 'zod';
import { toSyllables } from '../text/pinyin';
import type { Utterance } from './features/utterance';
import { getJson, toJson, type Component, type ModelFiles } from './model-files';

const FILE = 'homophones.json';
const CONTENT = z.object({ words: z.array(z.string()), pairs: z.array(z.string()) });
/** A word of the corpus counts as the corpus's own when it was said so often. */
const MIN_COUNT = 3;
const LONGEST = 4;
const HAN = /^\p{Script=Han}+$/u;

/** A text with the words that were mistyped put right. The length does not change. */
export interface Repaired {
  text: string;
  repairs: { from: string; to: string }[];
}

/**
 * Puts right what a pinyin keyboard got wrong: 画费 → 话费. Only a run that the corpus never has, that is no common
 * word itself, and that sounds like a word of the corpus is replaced.
 */
export class Homophones implements Component<string, Repaired> {
  readonly name = 'homophones';
  /** Syllables → word, the more frequent word first come. */
  private readonly bySound = new Map<string, string>();
  private readonly pairs: ReadonlySet<string>;
  private readonly known: ReadonlySet<string>;

  private constructor(
    private readonly words: readonly string[],
    pairs: readonly string[],
    private readonly isCommon: (word: string) => boolean,
  ) {
    this.pairs = new Set(pairs);
    this.known = new Set(words);
    for (const word of words) {
      const sound = soundOf(word);
      if (!this.bySound.has(sound)) this.bySound.set(sound, word);
    }
  }

  /** `own` are the words of the corpus's dictionary; `isCommon` tells the words of general Chinese. */
  static train(
    utterances: readonly Utterance[],
    own: readonly string[],
    isCommon: (word: string) => boolean,
  ): Homophones {
    const counts = new Map<string, number>();
    const pairs = new Set<string>();
    for (const { words, text } of utterances) {
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (const pair of hanPairs(text)) pairs.add(pair);
    }
    const known = new Set(own);
    const words = [...new Set([...counts.keys(), ...own])]
      .filter((word) => HAN.test(word) && word.length >= 2 && word.length <= LONGEST)
      .filter((word) => known.has(word) || counts.get(word)! >= MIN_COUNT)
      .toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
    return new Homophones(words, [...pairs], isCommon);
  }

  static load(files: ModelFiles, isCommon: (word: string) => boolean): Homophones {
    const { words, pairs } = getJson(files, FILE, CONTENT);
    return new Homophones(words, pairs, isCommon);
  }

  save(): [string, Buffer][] {
    return [[FILE, toJson({ words: this.words, pairs: [...this.pairs] })]];
  }

  /** Takes normalised text. */
  process(text: string): Repaired {
    const repairs: Repaired['repairs'] = [];
    let repaired = text;
    for (let i = 0; i + 1 < repaired.length; i++) {
      if (!this.isStrange(repaired.slice(i, i + 2))) continue;
      const found = this.findRepair(repaired, i);
      if (!found) continue;
      const { start, to } = found;
      repairs.push({ from: repaired.slice(start, start + to.length), to });
      repaired = repaired.slice(0, start) + to + repaired.slice(start + to.length);
    }
    return { text: repaired, repairs };
  }

  /** The longest word that sounds like a run around the strange pair at `at`. */
  private findRepair(text: string, at: number): { start: number; to: string } | undefined {
    for (let length = LONGEST; length >= 2; length--) {
      for (let start = Math.max(0, at + 2 - length); start <= at && start + length <= text.length; start++) {
        const run = text.slice(start, start + length);
        if (!HAN.test(run)) continue;
        const to = this.bySound.get(soundOf(run));
        if (to === undefined || to === run || to.length !== length) continue;
        // 实施 is no mistyped 实时: a common word inside the run means what it says.
        if (hanPairs(run).some((pair) => this.isStrange(pair) && this.isCommon(pair))) continue;
        if (this.cutsWord(text, start, start + length)) continue;
        return { start, to };
      }
    }
    return undefined;
  }

  /** 不是销户 has the strange pair 是销, but both its ends belong to words that are sound. */
  private cutsWord(text: string, start: number, end: number): boolean {
    const left = text.slice(Math.max(0, start - 1), start + 1);
    const right = text.slice(end - 1, end + 1);
    return [left, right].some((pair) => pair.length === 2 && (this.isCommon(pair) || this.known.has(pair)));
  }

  private isStrange(pair: string): boolean {
    return HAN.test(pair) && !this.pairs.has(pair);
  }
}

function soundOf(text: string): string {
  return toSyllables(text).join(' ');
}

function hanPairs(text: string): string[] {
  const pairs: string[] = [];
  for (let i = 0; i + 1 < text.length; i++) {
    const pair = text.slice(i, i + 2);
    if (HAN.test(pair)) pairs.push(pair);
  }
  return pairs;
}
