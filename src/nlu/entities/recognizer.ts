import type { EntityType } from '../interpretation';
import type { Numeral } from './chinese-number';

/** What every recogniser is given. Offsets everywhere in this folder but extract.ts are those of `text`. */
export interface RecognizerInput {
  /** Folded by `readSource`. */
  text: string;
  /** Of the same length; fixed expressions that only look like numbers are blanked out. */
  masked: string;
  /** The numbers of `masked`, in order, without overlap. */
  numerals: readonly Numeral[];
  /** When the message was sent, ms since the epoch. */
  now: number;
  /** IANA name of the zone that days are counted in. */
  timeZone: string;
}

/** One found span. */
export interface Recognition {
  entity: EntityType;
  start: number;
  /** Exclusive. */
  end: number;
  value: string | number;
  /** 0.6-1, by how unmistakable the form is. */
  confidence: number;
}

/** Finds the entities of one kind; its findings may overlap those of others. Never throws. */
export type Recognizer = (input: RecognizerInput) => Recognition[];
