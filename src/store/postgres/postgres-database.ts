import { setTimeout as sleep } from 'node:timers/promises';
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

/** Refused while it is down, cannot_connect_now while it starts or recovers. */
const UNREACHABLE = new Set(['ECONNREFUSED', '57P03']);
/** A restart of the database within this time is waited out; senders hear of a longer one. */
const AWAY_MS = 5000;
const RECONNECT_MS = 100;

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
      // A host that is gone without a word is noticed, and asking it for a connection ends.
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      options: schema ? `-c search_path=${schema}` : undefined,
      types: {
        getTypeParser: (oid: number, format?: 'text' | 'binary') =>
          oid === INT8 ? Number : types.getTypeParser(oid, format),
      },
    });
    this.pool = pool;
    // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
    pool.on('error', () => undefined);
    // The same for one that dies between two statements of a transaction; the next statement fails and tells.
    pool.on('connect', (client) => client.on('error', () => undefined));
    this.admin = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  }

  async read<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return this.whenReachable(() => work(this.admin));
  }

  async write<T>(work: (db: Db) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.whenReachable(() => this.admin.transaction().execute(work));
      } catch (error) {
        if (!RETRYABLE.has(codeOf(error)) || tries >= MAX_TRIES) throw storageError(error);
      }
    }
  }

  /** Runs `work`, again where no connection could be had: then nothing of it has run. */
  private async whenReachable<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + AWAY_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!UNREACHABLE.has(codeOf(error)) || performance.now() > deadline) throw error;
        await sleep(RECONNECT_MS);
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

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
};

/** Names PostgreSQL's failures and lost connections by our codes; every other error stays as it is. */
function storageError(error: unknown): unknown {
  if (error instanceof TongdaError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  if (code === '53100') return new TongdaError('storage_full', code, { cause: error });
  if (code === '' && !/^Connection terminated|^Client has encountered|^timeout exceeded/.test(error.message))
    return error;
  return new TongdaError('storage_failed', `${code} ${error.message}`.trim(), { cause: error });
}
