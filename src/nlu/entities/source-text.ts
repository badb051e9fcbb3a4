import { toSimplified } from '../../text/simplified';

/** The text as recognisers read it, with the way back to the text as sent. */
export interface SourceText {
  /** NFKC, lower case, simplified characters; zero-width characters left out. */
  text: string;
  /** Original offsets (UTF-16 units) of where each unit of `text` begins. */
  starts: Uint32Array;
  /** Original offsets of where each unit of `text` ends. */
  ends: Uint32Array;
}

const INVISIBLE = /\p{Cf}/u;
const FULL_WIDTH_DIGIT = /[０-９]/;

/**
 * Folds `original` character by character. Unlike the normalisation for classifiers it drops no repetition: 一一一 is
 * three digits. A full-width comma stays a pause unless full-width digits stand on both sides (９，９９９).
 */
export function readSource(original: string): SourceText {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let offset = 0;
  for (const character of original) {
    const end = offset + character.length;
    const unit = foldCharacter(character, original, offset);
    for (let i = 0; i < unit.length; i++) {
      starts.push(offset);
      ends.push(end);
    }
    folded += unit;
    offset = end;
  }
  return { text: toSimplified(folded), starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

function foldCharacter(character: string, original: string, offset: number): string {
  if (INVISIBLE.test(character)) return '';
  if (character === '，') {
    const between =
      FULL_WIDTH_DIGIT.test(original[offset - 1] ?? '') && FULL_WIDTH_DIGIT.test(original[offset + 1] ?? '');
    return between ? ',' : character;
  }
  const folded = character.normalize('NFKC').toLowerCase();
  // ½ would run into the digit before it: 1½ is not 11/2.
  return folded.includes('\u2044') ? character : folded;
}
