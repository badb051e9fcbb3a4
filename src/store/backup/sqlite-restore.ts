import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { TongdaError } from '../../errors';
import { COPIED_TABLES } from '../copy/table-list';
import { countRows } from '../copy/table-pages';
import { migrateSchema } from '../migrate';
import { removeChangeLog } from '../move/change-log';
import { SqliteDatabase } from '../sqlite/sqlite-database';
import { syncPath } from './durable-file';
import { forgetPast } from './forget-past';
import { checkSqlite } from './sqlite-snapshot';

/** The file and its log, which must never meet another file's. */
const PARTS = ['', '-wal', '-shm'];

/** What both kinds of restore are told, and what they answer. */
export interface RestoreParts {
  /** The database of the backup, verified. */
  file: string;
  /** Where large things may lie for a while. */
  scratchDir: string;
  force: boolean;
  /** Ends the name under which the old data is set aside. */
  suffix: string;
  /** Milliseconds. */
  now: number;
  onCopied: (done: number, total: number) => void;
}

export interface RestoredDatabase {
  setAside: string[];
  logEpoch: string;
  rows: Record<string, number>;
}

/**
 * Puts the backup's database in the place of `place`. All is prepared beside it; then two renames.
 * Errors: `target_not_empty`, `backup_invalid`, `storage_failed`.
 */
export async function restoreToSqlite(
  place: string,
  { file, force, suffix, onCopied }: RestoreParts,
): Promise<RestoredDatabase> {
  if (!force && existsSync(place) && holdsConversations(place)) {
    throw new TongdaError('target_not_empty', place);
  }
  const fresh = `${place}.restoring`;
  for (const part of PARTS) rmSync(fresh + part, { force: true });
  onCopied(0, 1);
  copyFileSync(file, fresh);
  chmodSync(fresh, 0o600);
  dropBooks(fresh);
  const database = new SqliteDatabase(fresh);
  const rows: Record<string, number> = {};
  let logEpoch: string;
  try {
    await migrateSchema(database);
    logEpoch = await database.write(forgetPast);
    for (const table of COPIED_TABLES) rows[table] = await countRows(database.admin, table);
  } finally {
    await database.close();
  }
  checkSqlite(fresh);
  syncPath(fresh);
  const setAside = existsSync(place) ? [`${place}.${suffix}`] : [];
  for (const part of PARTS) {
    if (existsSync(place + part)) renameSync(place + part, `${place}.${suffix}${part}`);
  }
  renameSync(fresh, place);
  syncPath(dirname(place));
  onCopied(1, 1);
  return { setAside, logEpoch, rows };
}

/** A file that cannot be read may hold anything. */
function holdsConversations(place: string): boolean {
  try {
    const db = new BetterSqlite3(place, { readonly: true });
    try {
      const tables = db.prepare("select count(*) from sqlite_master where name = 'conversation'").pluck();
      return tables.get() !== 0 && db.prepare('select count(*) from conversation').pluck().get() !== 0;
    } finally {
      db.close();
    }
  } catch {
    return true;
  }
}

/** A backup made during a move has the move's triggers. */
function dropBooks(file: string): void {
  const db = new BetterSqlite3(file);
  removeChangeLog(db);
  db.close();
}
