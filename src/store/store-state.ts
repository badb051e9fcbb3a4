import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { TongdaError } from '../errors';
import type { Db } from './database';
import type { DialectName } from './copy/table-shape';

/** The value of a row of `meta`, if it is there. */
export async function readMeta(db: Db, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

/** Writes a row of `meta`. */
export async function writeMeta(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** Removes a row of `meta`. */
export async function deleteMeta(db: Db, key: string): Promise<void> {
  await db.deleteFrom('meta').where('key', '=', key).execute();
}

/** The row of `meta` that says what has become of a database, where it is not simply in use. */
export const STATE_KEY = 'store_state';

/** `moved`: its log goes on elsewhere; `copying`: a move into it has not ended. */
export type StoreState = 'moved' | 'copying';

/** Whether a database has a table. */
export async function hasTable(db: Db, dialect: DialectName, table: string): Promise<boolean> {
  const query =
    dialect === 'sqlite'
      ? sql<{ n: number }>`select count(*) as n from sqlite_master where type = 'table' and name = ${table}`
      : sql<{ n: number }>`select count(to_regclass(${table})) as n`;
  return Number((await query.execute(db)).rows[0]?.n) > 0;
}

/**
 * Refuses a database that is not to be written: one that has been moved away, or whose filling has not ended.
 * A database without tables is fine. Errors: `store_moved`, `store_incomplete`.
 */
export async function assertInUse(db: Db, dialect: DialectName): Promise<void> {
  if (!(await hasTable(db, dialect, 'meta'))) return;
  const state = await readMeta(db, STATE_KEY);
  if (state === 'moved') throw new TongdaError('store_moved');
  if (state === 'copying') throw new TongdaError('store_incomplete');
}

/** The row of `meta` that names the move that a database takes part in, until it has ended. */
export const MOVE_KEY = 'store_move';

/** The row of `meta` that knows the data folder which the database lies in; see `copied-folder.ts`. */
export const HOME_KEY = 'home';

/** The key of the log epoch in `meta`. */
export const LOG_EPOCH = 'log_epoch';

/** A log epoch that no other database has: cursors of any other epoch are void. */
export function newLogEpoch(): string {
  return randomBytes(8).toString('hex');
}
