import type { Kysely } from 'kysely';
import type { Schema } from './schema';

export type Db = Kysely<Schema>;

/** What a database tells of itself without being asked anything; bytes and connections. */
export interface DatabaseFigures {
  fileBytes?: number;
  walBytes?: number;
  pool?: { idle: number; busy: number; wanted: number };
}

/** Hears of each COMMIT that several transactions may have shared, and of how long it took. */
export type CommitListener = (transactions: number, ms: number) => void;

/** One database, whichever it is. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  /** Runs queries that change nothing, outside any transaction. */
  read<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /**
   * Runs `work` atomically; resolves after the commit is durable. `work` may be run again when the database asks
   * for it (PostgreSQL serialisation failures), so it must await nothing but the database and have no other effect.
   * Errors: `storage_full`, `storage_failed`; whatever `work` throws is passed on and rolls back only its own part.
   */
  write<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** The connection that migrations run on. */
  readonly admin: Db;
  figures(): DatabaseFigures;
  close(): Promise<void>;
}
