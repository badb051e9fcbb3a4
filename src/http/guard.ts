import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { permissionsOf } from '../accounts/permission';
import type { StaffSession } from '../accounts/staff';
import type { Clock } from '../clock';
import { TongdaError } from '../errors';
import type { Guard } from './api';
import { sessionFromCookieHeader, type SessionFinder } from './session-cookie';
import { isOwnOrigin } from './socket-options';

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Methods that change nothing. */
const SAFE = new Set(['GET', 'HEAD']);

/** Whether a request comes from this machine itself and not through a proxy on it. */
export function isLoopback(request: Request, trustProxy: boolean): boolean {
  if (trustProxy) return LOOPBACK.test(request.ip ?? '');
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined)
    return false;
  return LOOPBACK.test(request.socket.remoteAddress ?? '');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares secrets without telling by time where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/** Refuses requests that another site's page makes a browser send. Errors: `origin_refused`. */
export function refuseForeignOrigin(request: Request): void {
  if (!isOwnOrigin(request)) throw new TongdaError('origin_refused');
}

function refuseForgery(request: Request, session: StaffSession): void {
  refuseForeignOrigin(request);
  if (!sameSecret(request.get('x-csrf-token') ?? '', session.csrfToken)) throw new TongdaError('csrf');
}

export interface GuardSettings {
  accounts: SessionFinder;
  clock: Clock;
  secureCookies: boolean;
  restToken?: string | undefined;
  trustProxy: boolean;
}

/**
 * Decides whether a request may pass; what no rule lets in is refused.
 * Errors: `unauthenticated`, `origin_refused`, `csrf`, `forbidden`.
 */
export function createGuard(settings: GuardSettings): Guard {
  const { accounts, clock, secureCookies, restToken, trustProxy } = settings;
  const hasToken = (request: Request): boolean => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    return restToken !== undefined && scheme === 'Bearer' && sameSecret(token ?? '', restToken);
  };
  // A browser on this machine sends an Origin with a foreign page's POST: such a page is not this machine.
  const isLocalProgram = (request: Request): boolean =>
    restToken === undefined && request.headers.origin === undefined && isLoopback(request, trustProxy);

  return async (access, request) => {
    if (access === 'public') return undefined;
    if (access === 'loopbackOrToken') {
      if (hasToken(request) || isLocalProgram(request)) return undefined;
      throw new TongdaError('unauthenticated');
    }
    if (access !== 'signedIn' && access.orToken === true && hasToken(request)) return undefined;
    const session = await sessionFromCookieHeader(
      request.headers.cookie,
      accounts,
      clock.now(),
      secureCookies,
    );
    if (!session) throw new TongdaError('unauthenticated');
    if (!SAFE.has(request.method)) refuseForgery(request, session);
    if (access !== 'signedIn' && !permissionsOf(session.staff.roles).has(access.permission)) {
      throw new TongdaError('forbidden');
    }
    return session;
  };
}
