import { AccountService } from '../../../src/accounts/account-service';
import type { Role } from '../../../src/accounts/permission';
import type { Database } from '../../../src/store/database';
import { SqlStore } from '../../../src/store/sql-store';
import { randomPassword } from '../../../src/accounts/password';

/** Makes accounts in a database and signs them in; answers the session cookies, in order. */
export async function signInStaff(
  database: Database,
  role: Role,
  names: readonly string[],
): Promise<string[]> {
  const accounts = new AccountService(new SqlStore(database));
  const cookies: string[] = [];
  for (const username of names) {
    const password = randomPassword();
    const now = Date.now();
    await accounts.create({ username, displayName: username, roles: [role], password }, { now });
    const { token } = await accounts.signIn({ username, password, now });
    cookies.push(`tongda_session=${token}`);
  }
  return cookies;
}
