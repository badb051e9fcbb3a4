import type { AccountService } from '../../accounts/account-service';
import type { Clock } from '../../clock';
import type { Api } from '../api';
import { refuseForeignOrigin } from '../guard';
import { readSessionToken, sessionCookie } from '../session-cookie';
import { presentSession } from './present';
import { passwordSchema, sessionSchema, signedOutSchema, signInSchema } from './schema';

const path = '/api/v1/session';
/** Besides the lockout of a name: one address must not try many names. */
const TRIES_PER_MINUTE = 30;

export interface SessionSettings {
  clock: Clock;
  secureCookies: boolean;
}

/** `/api/v1/session`: signing in and out. */
export function sessionRoutes(
  api: Api,
  accounts: AccountService,
  { clock, secureCookies }: SessionSettings,
): void {
  api.add(
    {
      method: 'post',
      path,
      summary: 'Signs in and sets the session cookie',
      access: 'public',
      perMinute: TRIES_PER_MINUTE,
      body: signInSchema,
      reply: sessionSchema,
    },
    async ({ body, request, response }) => {
      refuseForeignOrigin(request);
      const now = clock.now();
      const { token, session } = await accounts.signIn({ ...body, now });
      // Signing in always makes a session of its own; the one that the browser came with ends.
      const former = readSessionToken(request.headers.cookie, secureCookies);
      if (former !== undefined) await accounts.signOut(former, now);
      response.set('Set-Cookie', sessionCookie(token, secureCookies));
      return presentSession(session);
    },
  );
  api.add(
    { method: 'get', path, summary: 'Who is signed in', access: 'signedIn', reply: sessionSchema },
    async ({ session }) => presentSession(session),
  );
  api.add(
    { method: 'delete', path, summary: 'Signs out', access: 'signedIn', reply: signedOutSchema },
    async ({ request, response }) => {
      const token = readSessionToken(request.headers.cookie, secureCookies);
      if (token !== undefined) await accounts.signOut(token, clock.now());
      response.set('Set-Cookie', sessionCookie(undefined, secureCookies));
      return { signedOut: true as const };
    },
  );
  api.add(
    {
      method: 'put',
      path: `${path}/password`,
      summary: "Changes one's own password; every other session of the person ends",
      access: 'signedIn',
      perMinute: TRIES_PER_MINUTE,
      body: passwordSchema,
      reply: sessionSchema,
    },
    async ({ body, session, response }) => {
      const changed = await accounts.changePassword(session.staff, body.current, body.next, clock.now());
      response.set('Set-Cookie', sessionCookie(changed.token, secureCookies));
      return presentSession(changed.session);
    },
  );
}
