import type { AccountStore, AccountTransaction } from './account-store';
import { csrfTokenOf, hashToken, newSessionToken, SESSION_TOKEN } from './session-token';
import type { Staff, StaffSession } from './staff';

export const IDLE_MS = 8 * 3_600_000;
export const ABSOLUTE_MS = 24 * 3_600_000;
/** A session is marked as used at most this often, so that reading stays reading. */
export const TOUCH_EVERY_MS = 5 * 60_000;

/** A session and the token that opens it, which exists only here and in the browser. */
export interface SignedIn {
  token: string;
  session: StaffSession;
}

function toSession(staff: Staff, token: string, createdAt: number, lastSeenAt: number): StaffSession {
  const expiresAt = Math.min(lastSeenAt + IDLE_MS, createdAt + ABSOLUTE_MS);
  return { staff, csrfToken: csrfTokenOf(token), expiresAt };
}

/** Sessions of the staff: 8 hours unused or 24 hours in all end one. */
export class SessionKeeper {
  constructor(private readonly store: AccountStore) {}

  /** Opens a session in the caller's transaction, and clears away what has lapsed. */
  async open(tx: AccountTransaction, staff: Staff, now: number): Promise<SignedIn> {
    const token = newSessionToken();
    await tx.sessions.removeStale(now - ABSOLUTE_MS, now - IDLE_MS);
    await tx.sessions.add({
      tokenHash: hashToken(token),
      staffId: staff.id,
      createdAt: now,
      lastSeenAt: now,
    });
    return { token, session: toSession(staff, token, now, now) };
  }

  /** The live session of a token, with the person as it is now; using it keeps it alive. */
  async find(token: string, now: number): Promise<StaffSession | undefined> {
    if (!SESSION_TOKEN.test(token)) return undefined;
    const tokenHash = hashToken(token);
    const found = await this.store.read((tx) => tx.sessions.find(tokenHash));
    if (!found) return undefined;
    const { staff, session } = found;
    const { createdAt, lastSeenAt } = session;
    if (toSession(staff, token, createdAt, lastSeenAt).expiresAt <= now) return undefined;
    if (now - lastSeenAt < TOUCH_EVERY_MS) return toSession(staff, token, createdAt, lastSeenAt);
    await this.store.write((tx) => tx.sessions.touch(tokenHash, now));
    return toSession(staff, token, createdAt, now);
  }
}
