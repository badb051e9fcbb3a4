import type BetterSqlite3 from 'better-sqlite3';
import { TongdaError } from '../../errors';
import type { CommitListener, Db } from '../database';
import { beginImmediate } from './begin-immediate';

interface Command {
  work: (db: Db) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Commands of one transaction; more would make the first of them wait too long. */
const MAX_BATCH = 256;

/**
 * The one writer of a SQLite file. Commands of an event-loop turn share one transaction, and so one fsync. When one
 * fails the others are run again, each inside its own savepoint, so that its failure is its own. Promises settle
 * after COMMIT.
 */
export class GroupCommit {
  private queue: Command[] = [];
  private running = false;
  private closed = false;
  private readonly sql: Record<
    'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollbackTo',
    BetterSqlite3.Statement
  >;

  constructor(
    private readonly raw: BetterSqlite3.Database,
    private readonly db: Db,
    private readonly onCommit: CommitListener = () => undefined,
  ) {
    this.sql = {
      begin: raw.prepare('BEGIN IMMEDIATE'),
      commit: raw.prepare('COMMIT'),
      rollback: raw.prepare('ROLLBACK'),
      savepoint: raw.prepare('SAVEPOINT command'),
      release: raw.prepare('RELEASE command'),
      rollbackTo: raw.prepare('ROLLBACK TO command'),
    };
  }

  /** Queues `work`; see `Database.write`. */
  write<T>(work: (db: Db) => Promise<T>): Promise<T> {
    if (this.closed) return Promise.reject(new TongdaError('storage_failed', 'the database is closed'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (!this.running) this.start();
    });
  }

  /** Waits for what is queued and takes no more. */
  async close(): Promise<void> {
    this.closed = true;
    while (this.running) await new Promise((resolve) => setImmediate(resolve));
  }

  private start(): void {
    this.running = true;
    setImmediate(() => {
      void this.drain();
    });
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      await this.commit(this.queue.splice(0, MAX_BATCH));
      // Let sockets and timers in between two transactions.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.running = false;
  }

  private async commit(batch: Command[]): Promise<void> {
    try {
      await beginImmediate(this.sql.begin);
      const settled = (await this.runTogether(batch)) ?? (await this.runApart(batch));
      const start = performance.now();
      this.sql.commit.run();
      this.onCommit(batch.length, performance.now() - start);
      for (const settle of settled) settle();
    } catch (error) {
      if (this.raw.inTransaction) this.sql.rollback.run();
      const failure = storageError(error);
      for (const command of batch) command.reject(failure);
    }
  }

  /** All commands without savepoints, which nearly always goes well; undefined when one failed, with nothing done. */
  private async runTogether(batch: Command[]): Promise<(() => void)[] | undefined> {
    const settled: (() => void)[] = [];
    try {
      for (const command of batch) {
        const value = await command.work(this.db);
        settled.push(() => command.resolve(value));
      }
      return settled;
    } catch (error) {
      // A full disk can end the whole transaction.
      if (!this.raw.inTransaction) throw error;
      this.sql.rollback.run();
      await beginImmediate(this.sql.begin);
      if (batch.length > 1) return undefined;
      return batch.map((command) => () => command.reject(storageError(error)));
    }
  }

  /** Each command inside its own savepoint, so that its failure is its own. */
  private async runApart(batch: Command[]): Promise<(() => void)[]> {
    const settled: (() => void)[] = [];
    for (const command of batch) settled.push(await this.runOne(command));
    return settled;
  }

  private async runOne(command: Command): Promise<() => void> {
    this.sql.savepoint.run();
    try {
      const value = await command.work(this.db);
      this.sql.release.run();
      return () => command.resolve(value);
    } catch (error) {
      // A full disk can end the whole transaction: then nobody's command is stored.
      if (!this.raw.inTransaction) throw error;
      this.sql.rollbackTo.run();
      this.sql.release.run();
      const failure = storageError(error);
      return () => command.reject(failure);
    }
  }
}

/** Names SQLite's failures by our codes; every other error stays as it is. */
export function storageError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  if (code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR')) {
    return new TongdaError('storage_full', code, { cause: error });
  }
  return new TongdaError('storage_failed', `${code} ${(error as Error).message}`, { cause: error });
}
