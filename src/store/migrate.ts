import { randomBytes } from 'node:crypto';
import { Migrator, sql } from 'kysely';
import { TongdaError } from '../errors';
import type { Database } from './database';
import { MIGRATIONS } from './migrations';

/**
 * Brings a database to the newest schema and gives a new one its log epoch.
 * @returns the names of the migrations that ran now
 */
export async function migrate(database: Database): Promise<string[]> {
  const migrator = new Migrator({
    db: database.admin,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
    migrationTableSchema: await schemaOf(database),
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) {
    const detail = error instanceof Error ? error.message : JSON.stringify(error);
    throw new TongdaError('storage_failed', `migration: ${detail}`, { cause: error });
  }
  await database.write((db) =>
    db
      .insertInto('meta')
      .values({ key: 'log_epoch', value: randomBytes(8).toString('hex') })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute(),
  );
  return (results ?? []).map((result) => result.migrationName);
}

/**
 * The schema of our tables in PostgreSQL. Without it Kysely takes the bookkeeping of another schema of the same
 * database for ours, and then does not find it.
 */
async function schemaOf({ admin, dialect }: Database): Promise<string | undefined> {
  if (dialect === 'sqlite') return undefined;
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(admin);
  return rows[0]?.name;
}
