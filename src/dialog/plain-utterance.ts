import { normalize } from '../text/normalize';

/** An utterance as normalised letters and digits only, to compare it with labels and set phrases. */
export function plainUtterance(text: string): string {
  return normalize(text).text.replace(/[^\p{L}\p{N}]/gu, '');
}
