import { Migrator, sql } from 'kysely';
import { TongdaError } from '../errors';
import type { Database, Db } from './database';
import { MIGRATIONS } from './migrations';
import { assertInUse, hasTable, LOG_EPOCH, newLogEpoch } from './store-state';

/**
 * Brings a database to the newest schema and gives a new one its log epoch.
 * Errors: `store_moved`, `store_incomplete` where it is not to be used.
 * @returns the names of the migrations that ran now
 */
export async function migrate(database: Database): Promise<string[]> {
  await assertInUse(database.admin, database.dialect);
  const names = await migrateSchema(database);
  await database.write((db) =>
    db
      .insertInto('meta')
      .values({ key: LOG_EPOCH, value: newLogEpoch() })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute(),
  );
  return names;
}

/**
 * Brings the schema alone to its newest version, whatever the database is there for.
 * Errors: `schema_differs` where a newer program has been at work.
 * @returns the names of the migrations that ran now
 */
export async function migrateSchema(database: Database): Promise<string[]> {
  await assertKnown(database);
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
  return (results ?? []).map((result) => result.migrationName);
}

/** Every migration that a database has gone through, oldest first. */
export async function schemaVersion(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** Refuses a database that has gone through migrations that this program does not have. */
async function assertKnown({ admin, dialect }: Database): Promise<void> {
  if (!(await hasTable(admin, dialect, 'kysely_migration'))) return;
  const unknown = (await schemaVersion(admin)).filter((name) => !(name in MIGRATIONS));
  if (unknown.length > 0) throw new TongdaError('schema_differs', `${unknown.join(', ')} is newer`);
}

/** Refuses a database whose schema is not this program's. Errors: `schema_differs`. */
export async function assertSchema(db: Db): Promise<void> {
  const [has, ours] = [(await schemaVersion(db)).at(-1), Object.keys(MIGRATIONS).toSorted().at(-1)];
  if (has !== ours) throw new TongdaError('schema_differs', `${has ?? 'none'}, not ${ours}`);
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
