/** With the u flag, a surrogate matches only where it stands alone. */
const UNSTORABLE = /[\0\p{Cs}]/gu;

/**
 * Makes text safe to store and to process: NUL and lone surrogates become U+FFFD, so that both databases keep
 * the same string. The length in UTF-16 units does not change.
 */
export function cleanText(text: string): string {
  return text.replace(UNSTORABLE, '\uFFFD');
}
