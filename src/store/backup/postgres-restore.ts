import BetterSqlite3 from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { TongdaError } from '../../errors';
import type { Db } from '../database';
import { copyTables } from '../copy/table-copier';
import { COPIED_TABLES, isNotCopied } from '../copy/table-list';
import { countRows } from '../copy/table-pages';
import { migrateSchema } from '../migrate';
import { PostgresDatabase } from '../postgres/postgres-database';
import type { Schema } from '../schema';
import { CachedSqliteDialect } from '../sqlite/sqlite-driver';
import { hasTable, STATE_KEY, writeMeta } from '../store-state';
import { forgetPast } from './forget-past';
import type { RestoredDatabase, RestoreParts } from './sqlite-restore';
import { upgradeCopy } from './upgrade-copy';

/**
 * Fills a PostgreSQL database from a backup, in one transaction. Until that ends `serve` refuses the database.
 * Errors: `data_in_use` while a node works on it, `target_not_empty`, `schema_differs`, `storage_failed`.
 */
export async function restoreToPostgres(url: string, parts: RestoreParts): Promise<RestoredDatabase> {
  const { file, scratchDir, onCopied } = parts;
  const target = new PostgresDatabase(url);
  const copy = await upgradeCopy(file, scratchDir);
  const raw = new BetterSqlite3(copy.file, { readonly: true });
  const source: Db = new Kysely<Schema>({ dialect: new CachedSqliteDialect(raw) });
  try {
    const setAside = await makeRoom(target, parts);
    await migrateSchema(target);
    await target.write((db) => writeMeta(db, STATE_KEY, 'copying'));
    return await target.write(async (db) => {
      const from = { db: source, dialect: 'sqlite' as const };
      const rows = await copyTables(from, { db, dialect: 'postgres' }, ({ done, total }) =>
        onCopied(done, total),
      );
      for (const { key, value } of await source.selectFrom('meta').selectAll().execute()) {
        await writeMeta(db, key, value);
      }
      return { setAside, logEpoch: await forgetPast(db), rows: { ...rows, staff_session: 0 } };
    });
  } finally {
    await source.destroy();
    copy.remove();
    await target.close();
  }
}

/** Sets the tables that are there aside, in a schema of their own. @returns its name, if there were any */
async function makeRoom(target: PostgresDatabase, { force, suffix, now }: RestoreParts): Promise<string[]> {
  if (!(await hasTable(target.admin, 'postgres', 'conversation'))) return [];
  await refuseLiveNodes(target.admin, now);
  if (!force && (await countRows(target.admin, 'conversation')) > 0) {
    throw new TongdaError('target_not_empty', 'the PostgreSQL database holds conversations');
  }
  const ours = (name: string): boolean => COPIED_TABLES.some((table) => table === name) || isNotCopied(name);
  return target.write(async (db) => {
    const { rows } = await sql<{ name: string; schema: string }>`
      select relname as name, current_schema() as schema from pg_class
      where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace`.execute(db);
    const schema = `${rows[0]?.schema}_${suffix.replaceAll('-', '_').toLowerCase()}`;
    await sql`create schema ${sql.id(schema)}`.execute(db);
    for (const { name } of rows.filter((row) => ours(row.name))) {
      await sql`alter table ${sql.table(name)} set schema ${sql.id(schema)}`.execute(db);
    }
    return [`schema ${schema}`];
  });
}

/** Nodes renew their leases as long as they live. Errors: `data_in_use`. */
async function refuseLiveNodes(db: Db, now: number): Promise<void> {
  if (!(await hasTable(db, 'postgres', 'node'))) return;
  const live = await db.selectFrom('node').select('id').where('lease_until', '>=', now).execute();
  if (live.length > 0)
    throw new TongdaError('data_in_use', `${live.length} nodes work on the PostgreSQL database`);
}
