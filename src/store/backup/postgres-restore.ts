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
 * Errors: `target_not_empty`, `schema_differs`, `storage_failed`.
 */
export async function restoreToPostgres(
  url: string,
  { file, scratchDir, force, suffix, onCopied }: RestoreParts,
): Promise<RestoredDatabase> {
  const target = new PostgresDatabase(url);
  const copy = await upgradeCopy(file, scratchDir);
  const raw = new BetterSqlite3(copy.file, { readonly: true });
  const source: Db = new Kysely<Schema>({ dialect: new CachedSqliteDialect(raw) });
  try {
    const setAside = await makeRoom(target, force, suffix);
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
async function makeRoom(target: PostgresDatabase, force: boolean, suffix: string): Promise<string[]> {
  if (!(await hasTable(target.admin, 'postgres', 'conversation'))) return [];
  if (!force && (await countRows(target.admin, 'conversation')) > 0) {
    throw new TongdaError('target_not_empty', 'the PostgreSQL database holds conversations');
  }
  const schema = `tongda_${suffix.replaceAll('-', '_').toLowerCase()}`;
  const ours = (name: string): boolean => COPIED_TABLES.some((table) => table === name) || isNotCopied(name);
  await target.write(async (db) => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class
      where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace`.execute(db);
    await sql`create schema ${sql.id(schema)}`.execute(db);
    for (const { name } of rows.filter((row) => ours(row.name))) {
      await sql`alter table ${sql.table(name)} set schema ${sql.id(schema)}`.execute(db);
    }
  });
  return [`schema ${schema}`];
}
