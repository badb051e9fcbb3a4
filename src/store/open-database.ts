import { join } from 'node:path';
import type { CommitListener, Database } from './database';
import { PostgresDatabase } from './postgres/postgres-database';
import { SqliteDatabase } from './sqlite/sqlite-database';

/** The database of the configuration: PostgreSQL when there is a URL, else a SQLite file in the data folder. */
export function openDatabase(
  config: { databaseUrl?: string; dataDir: string },
  onCommit?: CommitListener,
): Database {
  return config.databaseUrl === undefined
    ? new SqliteDatabase(join(config.dataDir, 'tongda.db'), onCommit)
    : new PostgresDatabase(config.databaseUrl);
}
