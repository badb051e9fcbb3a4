import type { Normalize } from './tokenizer';

/** A word of the question and another word for the same thing. */
export interface Synonym {
  from: string;
  to: string;
}

/** Groups of words that mean the same to a customer. */
export class Synonyms {
  private readonly groupsOf = new Map<string, string[][]>();
  private longest = 0;

  constructor(groups: readonly (readonly string[])[], normalize: Normalize) {
    for (const group of groups) {
      const words = [...new Set(group.map(normalize))].filter((word) => word !== '');
      for (const word of words) {
        this.groupsOf.set(word, [...(this.groupsOf.get(word) ?? []), words]);
        this.longest = Math.max(this.longest, word.length);
      }
    }
  }

  /** What else the words of a normalised question are called. The longest word at a place wins: 电话费, not 话费. */
  expand(question: string): Synonym[] {
    const found = new Map<string, Synonym>();
    for (let at = 0; at < question.length;) {
      const from = this.wordAt(question, at);
      if (from === undefined) {
        at += 1;
        continue;
      }
      for (const to of this.groupsOf.get(from)!.flat()) {
        if (to !== from && !question.includes(to)) found.set(`${from}\n${to}`, { from, to });
      }
      at += from.length;
    }
    return [...found.values()];
  }

  private wordAt(question: string, at: number): string | undefined {
    for (let length = Math.min(this.longest, question.length - at); length > 0; length--) {
      const word = question.slice(at, at + length);
      if (this.groupsOf.has(word)) return word;
    }
    return undefined;
  }
}
