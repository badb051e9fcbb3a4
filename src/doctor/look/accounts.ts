import { sql } from 'kysely';
import { matchesHash } from '../../accounts/password';
import { openDatabase } from '../../store/open-database';
import type { AccountFacts, Unseen } from '../facts';
import { unseen } from './unseen';

/** What everybody tries first, of the length that we ask for. A check costs some 30 ms. */
const GUESSES = [
  '123456789012',
  '1234567890123',
  'password1234',
  'administrator',
  'admin1234567',
  'admin12345678',
  'admin123456789',
  'qwertyuiop12',
  'changeme1234',
  'tongda123456',
  'tongda@123456',
];
/** Names that the first start gives. */
const FIRST_NAME = /^(?:admin|administrator|admin-\d+)$/;
const MAX_ADMINISTRATORS = 10;

/** Looks at the administrators of a database that has the tables of accounts. */
export async function lookAtAccounts(config: {
  databaseUrl?: string;
  dataDir: string;
}): Promise<AccountFacts | Unseen> {
  const database = openDatabase(config);
  try {
    return await database.read(async (db) => {
      const staff = await db
        .selectFrom('staff')
        .select(['id', 'username', 'roles', 'password_hash'])
        .where('disabled', '=', 0)
        .limit(1000)
        .execute();
      const administrators = staff
        .filter(({ roles }) => (JSON.parse(roles) as string[]).includes('administrator'))
        .slice(0, MAX_ADMINISTRATORS);
      // Made by nobody: at the first start, which prints the password, or on the command line.
      const { rows } = await sql<{ id: string }>`
        select target as id from audit a where action = 'staffCreated' and staff_id is null and not exists
        (select 1 from audit b where b.target = a.target and b.action = 'passwordSet')`.execute(db);
      const unchanged = new Set(rows.map(({ id }) => id));
      const guessed: string[] = [];
      for (const { username, password_hash: hash } of administrators) {
        for (const guess of [...GUESSES, username.repeat(2), `${username}123456`]) {
          if (await matchesHash(hash, guess)) guessed.push(username);
        }
      }
      return {
        unchanged: administrators
          .filter(({ id, username }) => FIRST_NAME.test(username) && unchanged.has(id))
          .map(({ username }) => username),
        guessed: [...new Set(guessed)],
      };
    });
  } catch (error) {
    return unseen(error);
  } finally {
    await database.close();
  }
}
