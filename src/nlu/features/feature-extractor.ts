import { toSyllables } from '../../text/pinyin';
import type { NluSettings } from '../corpus/settings';
import type { Utterance } from './utterance';

/** Patterns and synonyms of the corpus that become features of their own. */
export interface FeatureResources {
  /** Alias → canonical word: 通信费 → 话费. */
  synonyms: ReadonlyMap<string, string>;
  regexes: readonly { name: string; pattern: RegExp }[];
}

/** Marks for the two ends, private-use characters that normalised text cannot contain. */
const START = '\uE000';
const END = '\uE001';

/**
 * The names of the features of an utterance, repeated as often as they occur: `w:` words, `c:` characters with
 * marks at both ends, `p:` pinyin syllables, `s:` synonym groups, `r:` regular expressions. Digits lose their value (59元 → 00元).
 */
export function extractFeatures(
  utterance: Utterance,
  settings: NluSettings['features'],
  resources: FeatureResources,
): string[] {
  const names: string[] = [];
  pushRuns(names, 'w:', utterance.words.map(withoutDigits), settings.words);
  if (settings.syllables > 0)
    pushRuns(names, 'p:', toSyllables(withoutDigits(utterance.compact)), settings.syllables);
  const characters = [START, ...Array.from(withoutDigits(utterance.compact)), END];
  for (let length = 1; length <= settings.characters; length++) {
    for (let i = 0; i + length <= characters.length; i++) {
      if (length === 1 && (i === 0 || i === characters.length - 1)) continue;
      let name = 'c:';
      for (let j = i; j < i + length; j++) name += characters[j]!;
      names.push(name);
    }
  }
  for (const word of utterance.words) {
    const canonical = resources.synonyms.get(word);
    if (canonical !== undefined) names.push(`s:${canonical}`);
  }
  for (const { name, pattern } of resources.regexes) {
    if (pattern.test(utterance.compact)) names.push(`r:${name}`);
  }
  return names;
}

function pushRuns(names: string[], prefix: string, items: readonly string[], longest: number): void {
  for (let start = 0; start < items.length; start++) {
    let name = prefix;
    for (let length = 1; length <= longest && start + length <= items.length; length++) {
      name += length === 1 ? items[start]! : ` ${items[start + length - 1]!}`;
      names.push(name);
    }
  }
}

function withoutDigits(text: string): string {
  return text.replace(/\d/g, '0');
}
