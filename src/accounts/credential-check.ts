import { createHash } from 'node:crypto';
import { TongdaError } from '../errors';
import type { AccountStore, StaffRecord } from './account-store';
import type { HashQueue } from './hash-queue';
import { matchesHash, NOBODYS_HASH } from './password';
import { normalizeUsername, USERNAME } from './username';

export const MAX_FAILURES = 5;
export const LOCKOUT_MS = 15 * 60_000;

/** The key under which the attempts of a name are counted. */
export const nameHashOf = (username: string): string =>
  createHash('sha256').update(normalizeUsername(username)).digest('hex');

/** Checks names and passwords, and locks a name after five failures for a quarter of an hour. */
export class CredentialCheck {
  constructor(
    private readonly store: AccountStore,
    private readonly queue: HashQueue,
  ) {}

  /**
   * The person of a name and password. Unknown, disabled and mistaken answer alike, in text and in work. The caller
   * forgets the attempts in the transaction that makes use of the success.
   * Errors: `bad_credentials`, `locked_out`, `too_many_requests`.
   */
  check(username: string, password: string, now: number): Promise<StaffRecord> {
    return this.queue.run(async () => {
      // Counted before it is checked: guesses sent side by side are five as well.
      const { staff, attempts } = await this.begin(username, now);
      if (attempts > MAX_FAILURES) {
        await this.recordFailure(staff, now, 'locked');
        throw new TongdaError('locked_out');
      }
      const matches = await matchesHash(staff?.passwordHash ?? NOBODYS_HASH, password);
      if (staff && matches && !staff.disabled) return staff;
      await this.recordFailure(staff, now, staff?.disabled === true ? 'disabled' : 'mismatch');
      throw new TongdaError('bad_credentials');
    });
  }

  private begin(
    username: string,
    now: number,
  ): Promise<{ staff: StaffRecord | undefined; attempts: number }> {
    const name = normalizeUsername(username);
    return this.store.write(async (tx) => {
      await tx.attempts.forgetOld(now);
      return {
        attempts: await tx.attempts.count(nameHashOf(name), now, MAX_FAILURES, LOCKOUT_MS),
        // A database may refuse to look for what can be nobody's name, such as one with a NUL.
        staff: USERNAME.test(name) ? await tx.staff.findByUsername(name) : undefined,
      };
    });
  }

  private recordFailure(staff: StaffRecord | undefined, now: number, why: string): Promise<void> {
    const who = staff && { staffId: staff.id, target: staff.id };
    return this.store.write((tx) =>
      tx.audit.append({ at: now, ...who, action: 'signInFailed', detail: staff ? why : 'unknownName' }),
    );
  }
}
