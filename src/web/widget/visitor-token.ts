import type { KeyValueStorage } from './key-value-storage';

const KEY = 'tongda.token';
const FORM = /^[A-Za-z0-9_-]{43}$/;

/** The visitor's secret: 32 random bytes as base64url, made on the first visit. All tabs share it. */
export function visitorToken(storage: KeyValueStorage): string {
  const kept = storage.get(KEY);
  if (kept !== null && FORM.test(kept)) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const token = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  storage.set(KEY, token);
  return token;
}
