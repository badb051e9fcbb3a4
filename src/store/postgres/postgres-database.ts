import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import { TongdaError } from '../../errors';
import type { Database, DatabaseFigures, Db } from '../database';
import type { Schema } from '../schema';
import { POOL_SIZE } from './pool-size';

/** PostgreSQL returns bigint and count as strings; ours all fit a double. */
const INT8 = 20;

/** serialization_failure, deadlock_detected: the transaction may be run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const MAX_TRIES = 5;

/** PostgreSQL through a pool; every write is a transaction of its own. */
export class PostgresDatabase implements Database {
  readonly dialect = 'postgres';
  readonly admin: Db;
  private readonly pool: Pool;

  /** `url` is `postgres://user:password@host:port/name`; `schema` is created by the caller when it is given. */
  constructor(url: string, schema?: string) {
    const pool = new Pool({
      connectionString: url,
      max: POOL_SIZE,
      options: schema ? `-c search_path=${schema}` : undefined,
      types: {
        getTypeParser: (oid: number, format?: 'text' | 'binary') =>
          oid === INT8 ? Number : types.getTypeParser(oid, format),
      },
    });
    this.pool = pool;
    // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
    pool.on('error', () => undefined);
    this.admin = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  }

  async read<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return work(this.admin);
  }

  async write<T>(work: (db: Db) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.admin.transaction().execute(work);
      } catch (error) {
        const code = (error as { code?: unknown } | null)?.code;
        if (typeof code !== 'string' || error instanceof TongdaError) throw error;
        if (RETRYABLE.has(code) && tries < MAX_TRIES) continue;
        if (code === '53100') throw new TongdaError('storage_full', code, { cause: error });
        throw new TongdaError('storage_failed', `${code} ${(error as Error).message}`, { cause: error });
      }
    }
  }

  figures(): DatabaseFigures {
    const { idleCount, totalCount, waitingCount } = this.pool;
    return { pool: { idle: idleCount, busy: totalCount - idleCount, wanted: waitingCount } };
  }

  async close(): Promise<void> {
    await this.admin.destroy();
  }
}
