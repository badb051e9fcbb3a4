import type { EntityType } from '../interpretation';
import { AhoCorasick } from './aho-corasick';
import type { Recognition, Recognizer } from './recognizer';
import { readSource } from './source-text';

/** A named thing and how customers write it; `canonical` counts as an alias of itself. */
export interface DictionaryEntry {
  type: EntityType;
  canonical: string;
  aliases: string[];
}

const SPACE = /\s/;
const SPACES = /\s+/g;
const LATIN = /[a-z0-9]/;

/**
 * Finds the names of a dictionary, whatever their case, width, script or inner spaces (苹果 15). A Latin letter or
 * digit at a name's edge must stand at the border of a word. Of equal names the first entry of a type counts.
 */
export function dictionaryRecognizer(entries: readonly DictionaryEntry[]): Recognizer {
  const byPattern = new Map<string, DictionaryEntry[]>();
  for (const entry of entries) {
    for (const name of new Set([entry.canonical, ...entry.aliases])) {
      const pattern = readSource(name).text.replace(SPACES, '');
      const same = byPattern.get(pattern) ?? [];
      if (!same.some((other) => other.type === entry.type)) byPattern.set(pattern, [...same, entry]);
    }
  }
  const automaton = new AhoCorasick(byPattern.keys());
  return ({ text }) => {
    const origins: number[] = [];
    for (let at = 0; at < text.length; at++) if (!SPACE.test(text[at]!)) origins.push(at);
    const compact = origins.map((at) => text[at]!).join('');
    return automaton.search(compact).flatMap((match): Recognition[] => {
      const start = origins[match.start]!;
      const end = origins[match.end - 1]! + 1;
      if (!standsAlone(text, start, end)) return [];
      return byPattern.get(match.pattern)!.map((entry) => ({
        entity: entry.type,
        start,
        end,
        value: entry.type === 'place' ? text.slice(start, end) : entry.canonical,
        confidence: match.pattern.length > 1 ? 0.95 : 0.6,
      }));
    });
  };
}

function standsAlone(text: string, start: number, end: number): boolean {
  const joined = (left: string | undefined, right: string | undefined): boolean =>
    LATIN.test(left ?? '') && LATIN.test(right ?? '');
  return !joined(text[start - 1], text[start]) && !joined(text[end - 1], text[end]);
}
