import type BetterSqlite3 from 'better-sqlite3';
import { TongdaError } from '../../errors';
import type { CommitListener, Db } from '../database';

interface Command {
  work: (db: Db) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Commands of one transaction; more would make the first of them wait too long. */
const MAX_BATCH = 256;

/**
 * The one writer of a SQLite file. Commands of an event-loop turn share one transaction, and so one fsync; each
 * runs inside its own savepoint, so that its failure is its own. Promises settle after COMMIT.
 */
export class GroupCommit {
  private queue: Command[] = [];
  private running = false;
  private closed = false;

  constructor(
    private readonly raw: BetterSqlite3.Database,
    private readonly db: Db,
    private readonly onCommit: CommitListener = () => undefined,
  ) {}

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
    const settled: (() => void)[] = [];
    try {
      this.raw.exec('BEGIN IMMEDIATE');
      for (const command of batch) settled.push(await this.runOne(command));
      const start = performance.now();
      this.raw.exec('COMMIT');
      this.onCommit(batch.length, performance.now() - start);
    } catch (error) {
      if (this.raw.inTransaction) this.raw.exec('ROLLBACK');
      const failure = storageError(error);
      for (const command of batch) command.reject(failure);
      return;
    }
    for (const settle of settled) settle();
  }

  private async runOne(command: Command): Promise<() => void> {
    this.raw.exec('SAVEPOINT command');
    try {
      const value = await command.work(this.db);
      this.raw.exec('RELEASE command');
      return () => command.resolve(value);
    } catch (error) {
      // A full disk can end the whole transaction: then nobody's command is stored.
      if (!this.raw.inTransaction) throw error;
      this.raw.exec('ROLLBACK TO command');
      this.raw.exec('RELEASE command');
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
