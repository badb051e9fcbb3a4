import type { Permission, Role } from '../../accounts/permission';
import { ApiError, type Api } from './api';

/** Who is signed in here, and what they may do. */
export interface Session {
  staff: { id: string; username: string; displayName: string; roles: Role[] };
  permissions: Permission[];
  csrfToken: string;
}

/** The session that the browser's cookie holds; undefined when signed out. */
export async function currentSession(api: Api): Promise<Session | undefined> {
  try {
    return begin(api, await api.request<Session>('GET', '/session'));
  } catch (error) {
    if (error instanceof ApiError && error.code === 'unauthenticated') return undefined;
    throw error;
  }
}

/** Errors: `bad_credentials`, `locked_out`. */
export async function signIn(api: Api, username: string, password: string): Promise<Session> {
  return begin(api, await api.request<Session>('POST', '/session', { username, password }));
}

/** Ends the session on the server. */
export async function signOut(api: Api): Promise<void> {
  await api.request('DELETE', '/session');
  api.carry(undefined);
}

function begin(api: Api, session: Session): Session {
  api.carry(session.csrfToken);
  return session;
}
