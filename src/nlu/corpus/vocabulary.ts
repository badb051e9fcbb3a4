import { normalize } from '../../text/normalize';
import type { DictionaryEntry } from '../entities/dictionary';
import type { EntityType } from '../interpretation';
import type { Corpus } from './corpus';

const ENTITY_TYPES: readonly EntityType[] = [
  'phone',
  'id_number',
  'money',
  'data_volume',
  'bandwidth',
  'duration',
  'date',
  'time',
  'date_time',
  'quantity',
  'error_code',
  'place',
  'plan_name',
  'app_name',
  'device_model',
  'order_number',
  'email',
  'number',
  'percent',
];

/** Whether a name in the corpus is one of the entity types. */
export function isEntityType(name: string): name is EntityType {
  return (ENTITY_TYPES as readonly string[]).includes(name);
}

/** Alias → canonical word, both normalised; a canonical word stands for itself. */
export function synonymPairs(corpus: Corpus): [alias: string, canonical: string][] {
  const pairs = new Map<string, string>();
  for (const { canonical, aliases } of corpus.synonyms) {
    const target = normalize(canonical).text;
    for (const word of [canonical, ...aliases]) pairs.set(normalize(word).text, target);
  }
  return [...pairs];
}

/** The lookup tables as entries: values that are synonyms of each other become one, under the canonical name. */
export function dictionaryEntries(corpus: Corpus): DictionaryEntry[] {
  const canonicalOf = new Map<string, string>();
  const aliasesOf = new Map<string, readonly string[]>();
  for (const { canonical, aliases } of corpus.synonyms) {
    aliasesOf.set(canonical, aliases);
    for (const alias of aliases) canonicalOf.set(alias, canonical);
  }
  const entries = new Map<string, DictionaryEntry>();
  for (const { entity, values } of corpus.lookups) {
    if (!isEntityType(entity)) continue;
    for (const value of values) {
      const canonical = canonicalOf.get(value) ?? value;
      const key = `${entity} ${canonical}`;
      const entry = entries.get(key) ?? { type: entity, canonical, aliases: [...(aliasesOf.get(canonical) ?? [])] };
      if (value !== canonical && !entry.aliases.includes(value)) entry.aliases.push(value);
      entries.set(key, entry);
    }
  }
  return [...entries.values()];
}

/** The words that the segmenter must keep whole, normalised. */
export function segmenterWords(corpus: Corpus): string[] {
  const words = [
    ...corpus.words,
    ...corpus.synonyms.flatMap(({ canonical, aliases }) => [canonical, ...aliases]),
    ...corpus.lookups.flatMap(({ values }) => values),
  ].map((word) => normalize(word).text);
  return [...new Set(words)].filter((word) => word.length > 1 && !/[\s\p{P}]/u.test(word)).toSorted();
}
