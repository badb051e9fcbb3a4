const PLACEHOLDER = /change|example|password|passwd|secret|token|placeholder|12345|qwerty|abcdef|tongda/i;
const MIN_DIFFERENT = 8;

/** Whether a secret is a placeholder, or made of too few different characters to be a secret. */
export function isWeakSecret(secret: string): boolean {
  return PLACEHOLDER.test(secret) || new Set(secret).size < MIN_DIFFERENT;
}
