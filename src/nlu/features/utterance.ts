import { normalize } from '../../text/normalize';
import type { Segmenter } from '../../text/segmenter';

/** A customer's message after the first two steps: normalised and cut into words. */
export interface Utterance {
  /** As sent. */
  original: string;
  /** Normalised, spaces between clauses kept. */
  text: string;
  /** Offsets of `text` in `original`, see `NormalizedText`. */
  map: Uint32Array;
  /** `text` without the spaces that stand beside a Han character: 查 话 费 → 查话费. */
  compact: string;
  /** Words of `compact`, without spaces. */
  words: string[];
  /** Mistyped words that were put right in `text`. */
  repairs: readonly { from: string; to: string }[];
}

/** Puts mistyped words right; the text keeps its length. */
export type Repair = (text: string) => { text: string; repairs: { from: string; to: string }[] };

const SPACE_BESIDE_HAN = /(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu;

/** Normalises, puts mistyped words right where a `repair` is given, and segments one message. */
export function readUtterance(original: string, segmenter: Segmenter, repair?: Repair): Utterance {
  const { text: normalized, map } = normalize(original);
  const { text, repairs } = repair?.(normalized) ?? { text: normalized, repairs: [] };
  const compact = text.replace(SPACE_BESIDE_HAN, '');
  const words = segmenter.cut(compact).filter((word) => word !== ' ');
  return { original, text, map, compact, words, repairs };
}
