import { sql } from 'kysely';
import { copyTables, type OnCopied } from '../copy/table-copier';
import { migrateSchema, assertSchema } from '../migrate';
import type { PostgresDatabase } from '../postgres/postgres-database';
import { SqliteDatabase } from '../sqlite/sqlite-database';

/**
 * Copies a PostgreSQL database, as it is at one moment, into a new SQLite file: a backup can be restored to either.
 * Errors: `schema_differs` where the database is of another version than this program.
 */
export async function snapshotPostgres(
  source: PostgresDatabase,
  copy: string,
  onCopied: OnCopied,
): Promise<void> {
  const target = new SqliteDatabase(copy);
  try {
    await migrateSchema(target);
    // The finished file is synced as a whole.
    await sql`pragma synchronous = off`.execute(target.admin);
    const snapshot = source.admin
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only');
    await snapshot.execute(async (db) => {
      await assertSchema(db);
      await copyTables({ db, dialect: 'postgres' }, { db: target.admin, dialect: 'sqlite' }, onCopied);
      const meta = await db.selectFrom('meta').selectAll().execute();
      await target.admin.insertInto('meta').values(meta).execute();
    });
  } finally {
    await target.close();
  }
}
