import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import type { Db } from '../database';
import type { Schema } from '../schema';
import { CachedSqliteDialect } from '../sqlite/sqlite-driver';

/** How long the command waits for the server's transactions. */
const BUSY_MS = 30_000;

/** The SQLite file that is moved, on a connection of the command's own, beside a server or without one. */
export class MoveSource {
  readonly db: Db;

  private constructor(readonly raw: BetterSqlite3.Database) {
    this.db = new Kysely<Schema>({ dialect: new CachedSqliteDialect(raw) });
  }

  /** Opens a file that exists. */
  static open(file: string): MoveSource {
    const raw = new BetterSqlite3(file, { fileMustExist: true, timeout: BUSY_MS });
    raw.pragma('synchronous = FULL');
    // Checkpoints are the server's.
    raw.pragma('wal_autocheckpoint = 0');
    return new MoveSource(raw);
  }

  /** Runs `work` on the database as it is at one moment, whatever the server writes meanwhile. */
  snapshot<T>(work: () => Promise<T>): Promise<T> {
    return this.within('BEGIN', work);
  }

  /** Runs `work` while nobody else can write. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.within('BEGIN IMMEDIATE', work);
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }

  private async within<T>(begin: string, work: () => Promise<T>): Promise<T> {
    // Inside another one it is a part of that.
    if (this.raw.inTransaction) return work();
    this.raw.exec(begin);
    try {
      const result = await work();
      this.raw.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.raw.inTransaction) this.raw.exec('ROLLBACK');
      throw error;
    }
  }
}
