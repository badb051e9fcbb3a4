import type { SignInAttempts } from '../../accounts/account-store';
import type { Db } from '../database';

/** Sign-ins that have not succeeded. */
export class SignInAttemptTable implements SignInAttempts {
  constructor(private readonly db: Db) {}

  async count(nameHash: string, now: number, limit: number, keepMs: number): Promise<number> {
    // One statement, so that attempts side by side are counted one after the other.
    const row = await this.db
      .insertInto('sign_in_attempt')
      .values({ name_hash: nameHash, attempts: 1, forget_at: now + keepMs })
      .onConflict((conflict) =>
        conflict.column('name_hash').doUpdateSet((eb) => ({
          attempts: eb
            .case()
            .when('sign_in_attempt.forget_at', '<=', now)
            .then(1)
            .else(eb('sign_in_attempt.attempts', '+', 1))
            .end(),
          forget_at: eb
            .case()
            .when(
              eb.and([
                eb('sign_in_attempt.forget_at', '>', now),
                eb('sign_in_attempt.attempts', '>=', limit),
              ]),
            )
            .then(eb.ref('sign_in_attempt.forget_at'))
            .else(now + keepMs)
            .end(),
        })),
      )
      .returning('attempts')
      .executeTakeFirstOrThrow();
    return row.attempts;
  }

  async forget(nameHash: string): Promise<void> {
    await this.db.deleteFrom('sign_in_attempt').where('name_hash', '=', nameHash).execute();
  }

  async forgetOld(now: number): Promise<void> {
    await this.db.deleteFrom('sign_in_attempt').where('forget_at', '<=', now).execute();
  }
}
