import type { NluSettings } from './settings';

/** Where a piece of the corpus stands; lines count from 1. */
export interface Source {
  file: string;
  line: number;
}

/** An entity that the writer marked. Offsets count UTF-16 units of the example's text, end exclusive. */
export interface AnnotatedEntity {
  entity: string;
  start: number;
  end: number;
  value: string | number;
  /** The marked words, where the format writes them down beside the offsets. */
  text?: string;
}

/** One labelled utterance. */
export interface Example {
  text: string;
  intent: string;
  entities: AnnotatedEntity[];
  source: Source;
  /** A question of a knowledge article: written to be found, so nearer to its siblings than what customers say. */
  fromArticle?: true;
}

/** Wordings that mean the canonical word. */
export interface SynonymGroup {
  canonical: string;
  aliases: string[];
  source: Source;
}

/** Words of one entity type. */
export interface LookupTable {
  entity: string;
  values: string[];
  source: Source;
}

/** A named pattern, from Rasa's `regex`. */
export interface RegexPattern {
  name: string;
  pattern: string;
  source: Source;
}

/** What a reader takes from one or several files. */
export interface CorpusParts {
  examples: Example[];
  synonyms: SynonymGroup[];
  lookups: LookupTable[];
  regexes: RegexPattern[];
}

/** Everything that training needs. */
export interface Corpus extends CorpusParts {
  /** Words for the segmenter, from dictionary.txt. */
  words: string[];
  /** Intent → short label for a button. */
  titles: Record<string, string>;
  settings: NluSettings;
}

/** Parts with nothing in them. */
export function emptyParts(): CorpusParts {
  return { examples: [], synonyms: [], lookups: [], regexes: [] };
}
