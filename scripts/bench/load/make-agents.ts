import { AccountService } from '../../../src/accounts/account-service';
import { randomPassword } from '../../../src/accounts/password';
import { openDatabase } from '../../../src/store/open-database';
import { SqlStore } from '../../../src/store/sql-store';

/**
 * Makes `count` agents beside a running server and signs them in; answers the cookies of their sessions. Done here, as
 * hundreds of sign-ins from one address would be refused.
 */
export async function makeAgents(dataDir: string, count: number): Promise<string[]> {
  const database = openDatabase({ dataDir });
  try {
    const accounts = new AccountService(new SqlStore(database));
    const cookies: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const now = Date.now();
      const username = `agent-${index}`;
      const password = randomPassword();
      await accounts.create({ username, displayName: `坐席${index}`, roles: ['agent'], password }, { now });
      const { token } = await accounts.signIn({ username, password, now });
      cookies.push(`tongda_session=${token}`);
    }
    return cookies;
  } finally {
    await database.close();
  }
}
