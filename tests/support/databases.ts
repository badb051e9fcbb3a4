import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  create: () => Promise<TestDatabase>;
}

async function createSqlite(): Promise<TestDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'tongda-db-'));
  const database = new SqliteDatabase(join(dir, 'tongda.db'));
  await migrate(database);
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

/** PostgreSQL runs when TEST_DATABASE_URL names a server; each test database is a schema of its own. */
const postgresUrl = process.env.TEST_DATABASE_URL;

async function createPostgres(): Promise<TestDatabase> {
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const admin = new Client({ connectionString: postgresUrl });
  await admin.connect();
  await admin.query(`create schema ${schema}`);
  const database = new PostgresDatabase(postgresUrl ?? '', schema);
  await migrate(database);
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

/** Every database that this machine offers; what is missing is said aloud, and is an error in CI. */
export function databaseKinds(): DatabaseKind[] {
  const kinds: DatabaseKind[] = [{ name: 'sqlite', create: createSqlite }];
  if (postgresUrl) kinds.push({ name: 'postgres', create: createPostgres });
  else if (process.env.CI) throw new Error('TEST_DATABASE_URL must name a PostgreSQL server in CI');
  else process.stderr.write('skipped: PostgreSQL (set TEST_DATABASE_URL=postgres://… to include it)\n');
  return kinds;
}
