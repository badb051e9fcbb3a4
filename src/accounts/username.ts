/** Letters and digits of any script, then also `. _ - @`; 2 to 64 characters. */
export const USERNAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,63}$/u;

/** One spelling for full width and half width, upper and lower case: people are found by it. */
export function normalizeUsername(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}
