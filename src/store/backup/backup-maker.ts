import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import { TongdaError } from '../../errors';
import { COPIED_TABLES } from '../copy/table-list';
import { countRows } from '../copy/table-pages';
import { DataLock } from '../data-lock';
import type { Db } from '../database';
import { schemaVersion } from '../migrate';
import { PostgresDatabase } from '../postgres/postgres-database';
import type { Schema } from '../schema';
import { CachedSqliteDialect } from '../sqlite/sqlite-driver';
import { assertInUse, hasTable, HOME_KEY, LOG_EPOCH, readMeta } from '../store-state';
import { BackupFolder } from './backup-folder';
import { copyFolder } from './content-files';
import { DATABASE_FILE, verifyBackup, writeManifest, type Manifest } from './manifest';
import { snapshotPostgres } from './postgres-snapshot';
import { checkSqlite, snapshotSqlite } from './sqlite-snapshot';

/** What is saved, and where to. */
export interface BackupSource {
  /** Holds `tongda.db`, unless there is a URL. */
  dataDir: string;
  databaseUrl?: string;
  /** The published model and its id, where there is one. */
  model?: { id: string; folder: string };
  /** Not given where content lies in the database. */
  corpusDir?: string;
}

export interface BackupOptions {
  /** The folder of backups. */
  out: string;
  /** How many backups stay there, this one included; all where it is not given. */
  keep?: number;
  now: () => number;
  onProgress?: (progress: { stage: BackupStage; done: number; total: number }) => void;
}

export type BackupStage = 'database' | 'check' | 'verify';

/**
 * Saves everything of an installation while it works. The backup is checked and read again before it gets its name,
 * and before any older one is deleted. Errors: `not_found` (no database), `command_running`, `store_moved`,
 * `store_incomplete`, `schema_differs`, `backup_invalid`.
 */
export async function makeBackup(
  source: BackupSource,
  options: BackupOptions,
): Promise<{ folder: string; manifest: Manifest; deleted: string[] }> {
  const backups = new BackupFolder(options.out);
  const lock = DataLock.acquireFor('.backup', options.out);
  try {
    backups.removeUnfinished();
    const takenAt = options.now();
    const begun = backups.begin(takenAt);
    try {
      const manifest = await fill(begun, takenAt, source, options);
      const folder = backups.finish(begun);
      const deleted = options.keep === undefined ? [] : backups.keepNewest(options.keep);
      return { folder, manifest, deleted };
    } catch (error) {
      rmSync(begun, { recursive: true, force: true });
      throw error;
    }
  } finally {
    lock.release();
  }
}

async function fill(
  folder: string,
  takenAt: number,
  source: BackupSource,
  { onProgress = () => undefined }: BackupOptions,
): Promise<Manifest> {
  const copy = join(folder, DATABASE_FILE);
  await snapshot(source, copy, (done, total) => onProgress({ stage: 'database', done, total }));
  onProgress({ stage: 'check', done: 0, total: 1 });
  checkSqlite(copy);
  chmodSync(copy, 0o600);
  markAsCopy(copy);
  if (source.model) copyFolder(source.model.folder, join(folder, 'model'));
  const { corpusDir } = source;
  if (corpusDir !== undefined && existsSync(corpusDir)) copyFolder(corpusDir, join(folder, 'corpus'));
  await writeManifest(folder, {
    takenAt: new Date(takenAt).toISOString(),
    dialect: source.databaseUrl === undefined ? 'sqlite' : 'postgres',
    ...(source.model && { modelId: source.model.id }),
    ...(await describe(copy)),
  });
  return verifyBackup(folder, (done, total) => onProgress({ stage: 'verify', done, total }));
}

async function snapshot(
  { dataDir, databaseUrl }: BackupSource,
  copy: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  if (databaseUrl === undefined) {
    const file = join(dataDir, 'tongda.db');
    if (!existsSync(file)) throw new TongdaError('not_found', file);
    await snapshotSqlite(file, copy, onProgress);
    return;
  }
  const database = new PostgresDatabase(databaseUrl);
  try {
    await assertInUse(database.admin, 'postgres');
    await snapshotPostgres(database, copy, ({ done, total }) => onProgress(done, total));
  } finally {
    await database.close();
  }
}

/** What the manifest says of the database, read from the copy itself. Errors: `store_moved`, `store_incomplete`. */
async function describe(file: string): Promise<Pick<Manifest, 'schema' | 'logEpoch' | 'rows'>> {
  const raw = new BetterSqlite3(file, { readonly: true });
  const db: Db = new Kysely<Schema>({ dialect: new CachedSqliteDialect(raw) });
  try {
    await assertInUse(db, 'sqlite');
    const rows: Record<string, number> = {};
    for (const table of COPIED_TABLES) {
      // A database of an older version has not all of them.
      if (await hasTable(db, 'sqlite', table)) rows[table] = await countRows(db, table);
    }
    return {
      schema: (await schemaVersion(db)).at(-1) ?? '',
      logEpoch: (await readMeta(db, LOG_EPOCH)) ?? '',
      rows,
    };
  } finally {
    await db.destroy();
  }
}

/** Whoever puts this file in the place of a database by hand is to be noticed. */
function markAsCopy(file: string): void {
  const db = new BetterSqlite3(file);
  db.prepare('update meta set value = ? where key = ?').run('backup', HOME_KEY);
  db.close();
}
