import { existsSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { readDurability } from '../../store/durability';
import { SqliteDatabase } from '../../store/sqlite/sqlite-database';
import type { SqliteFacts, Unseen } from '../facts';
import { unseen } from './unseen';

/** Looks into the SQLite file of a data folder, also beside a running server; undefined where there is none. */
export async function lookAtSqlite(
  dataDir: string,
  integrity: boolean,
): Promise<SqliteFacts | Unseen | undefined> {
  const file = join(dataDir, 'tongda.db');
  if (!existsSync(file)) return undefined;
  try {
    // Read only first: a damaged or foreign file is not touched.
    const seen = readOnly(file, integrity);
    return { ...seen, synchronous: await synchronousOf(file) };
  } catch (error) {
    return unseen(error);
  }
}

function readOnly(file: string, integrity: boolean): Omit<SqliteFacts, 'synchronous'> {
  const db = new BetterSqlite3(file, { readonly: true, timeout: 5000 });
  try {
    const tables = db.prepare("select name from sqlite_master where name = 'kysely_migration'").all();
    const rows =
      tables.length === 0 ? [] : db.prepare('select name from kysely_migration order by name').all();
    return {
      migrations: (rows as { name: string }[]).map(({ name }) => name),
      journal: String(db.pragma('journal_mode', { simple: true })),
      ...(integrity && { integrity: String(db.pragma('quick_check(1)', { simple: true })) }),
    };
  } finally {
    db.close();
  }
}

/** It belongs to a connection: asked of one that is opened as the server opens it. */
async function synchronousOf(file: string): Promise<string> {
  const database = new SqliteDatabase(file);
  try {
    return (await readDurability(database)).synchronous ?? '';
  } finally {
    await database.close();
  }
}
