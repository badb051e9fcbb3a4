import { SESSION_TOKEN } from '../accounts/session-token';
import type { StaffSession } from '../accounts/staff';

/** What is needed of the accounts to know who calls. */
export interface SessionFinder {
  findSession(token: string, now: number): Promise<StaffSession | undefined>;
}

/** With `__Host-` a browser takes the cookie over HTTPS only and from no neighbouring host. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-tongda_session' : 'tongda_session');

/**
 * The token in a `Cookie` header. Two different cookies of our name mean that one of them was planted by a
 * neighbouring host: then there is none.
 */
export function readSessionToken(header: string | undefined, secure: boolean): string | undefined {
  const name = cookieName(secure);
  const values = new Set<string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) values.add(pair.slice(at + 1).trim());
  }
  const [token] = values;
  return values.size === 1 && token !== undefined && SESSION_TOKEN.test(token) ? token : undefined;
}

/** The `Set-Cookie` of a new session, or of none when there is no token. It ends with the browser. */
export function sessionCookie(token: string | undefined, secure: boolean): string {
  const parts = [`${cookieName(secure)}=${token ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
  if (secure) parts.push('Secure');
  if (token === undefined) parts.push('Max-Age=0');
  return parts.join('; ');
}

/** The live session of a request's or a socket handshake's `Cookie` header. */
export async function sessionFromCookieHeader(
  header: string | undefined,
  accounts: SessionFinder,
  now: number,
  secure: boolean,
): Promise<StaffSession | undefined> {
  const token = readSessionToken(header, secure);
  return token === undefined ? undefined : accounts.findSession(token, now);
}
