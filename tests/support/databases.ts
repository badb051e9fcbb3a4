import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Client } from 'pg';
import type { Database } from '../../src/store/database';
import { migrate } from '../../src/store/migrate';
import { PostgresDatabase } from '../../src/store/postgres/postgres-database';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';

export interface TestDatabase {
  database: Database;
  /** What stops before the database does. */
  beforeDestroy: (() => Promise<void>)[];
  destroy(): Promise<void>;
}

export interface DatabaseKind {
  name: string;
  /** With the newest schema. */
  create: () => Promise<TestDatabase>;
  /** Without any table. */
  createEmpty: () => Promise<TestDatabase>;
}

async function createEmptySqlite(): Promise<TestDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'tongda-db-'));
  const database = new SqliteDatabase(join(dir, 'tongda.db'));
  const beforeDestroy: (() => Promise<void>)[] = [];
  return {
    database,
    beforeDestroy,
    destroy: async () => {
      for (const stop of beforeDestroy) await stop();
      await database.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A schema of a PostgreSQL server as a `DATABASE_URL`, for commands and servers. */
export function urlOfSchema(url: string, schema: string): string {
  return `${url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
}

/** PostgreSQL runs when TEST_DATABASE_URL names a server; each test database is a schema of its own. */
const postgresUrl = process.env.TEST_DATABASE_URL;

async function createEmptyPostgres(): Promise<TestDatabase> {
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const admin = new Client({ connectionString: postgresUrl });
  await admin.connect();
  await admin.query(`create schema ${schema}`);
  const database = new PostgresDatabase(postgresUrl ?? '', schema);
  const beforeDestroy: (() => Promise<void>)[] = [];
  return {
    database,
    beforeDestroy,
    destroy: async () => {
      for (const stop of beforeDestroy) await stop();
      await database.close();
      await admin.query(`drop schema ${schema} cascade`);
      await admin.end();
    },
  };
}

/** The kind whose databases are made by `createEmpty`. */
function kindOf(name: string, createEmpty: () => Promise<TestDatabase>): DatabaseKind {
  const create = async (): Promise<TestDatabase> => {
    const test = await createEmpty();
    await migrate(test.database);
    return test;
  };
  return { name, create, createEmpty };
}

/** Every database that this machine offers; what is missing is said aloud, and is an error in CI. */
export function databaseKinds(): DatabaseKind[] {
  const kinds: DatabaseKind[] = [kindOf('sqlite', createEmptySqlite)];
  if (postgresUrl) kinds.push(kindOf('postgres', createEmptyPostgres));
  else if (process.env.CI) throw new Error('TEST_DATABASE_URL must name a PostgreSQL server in CI');
  else process.stderr.write('skipped: PostgreSQL (set TEST_DATABASE_URL=postgres://… to include it)\n');
  return kinds;
}

/** For tests of many small transactions, none of which has to survive the machine. */
export async function forgetDurability({ database }: TestDatabase): Promise<void> {
  if (database.dialect === 'sqlite') await sql`pragma synchronous = off`.execute(database.admin);
}

const CHAT_TABLES = [
  'indexed_message',
  'tracker_snapshot',
  'handoff',
  'presence',
  'event',
  'conversation',
  'due_work',
];

/** Deletes every chat: a new database for each run of a property would take longer than the run. */
export async function emptyTables({ database }: TestDatabase): Promise<void> {
  await database.write(async (db) => {
    for (const table of CHAT_TABLES) await sql`delete from ${sql.table(table)}`.execute(db);
  });
}
