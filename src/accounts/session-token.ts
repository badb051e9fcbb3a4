import { createHash, randomBytes } from 'node:crypto';

/** The shape of a token: 32 bytes as base64url. */
export const SESSION_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A new token; nothing of it can be guessed. */
export const newSessionToken = (): string => randomBytes(32).toString('base64url');

/** What the database keeps of a token. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Made from the token, so that it is stored nowhere and as good as the session itself. */
export const csrfTokenOf = (token: string): string =>
  createHash('sha256').update(`csrf:${token}`).digest('base64url');
