import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import type { CommitListener, Database, DatabaseFigures, Db } from '../database';
import { makeDurableFolder } from '../durable-folder';
import { runDirectly } from '../prepared';
import type { Schema } from '../schema';
import { GroupCommit, storageError } from './group-commit';
import { CachedSqliteDialect } from './sqlite-driver';

/** Opening a file may have to wait until another process has opened or recovered it. */
const SETUP_MS = 5000;
const WAIT_MS = 20;
const CHECKPOINT_EVERY_MS = 1000;
const CHECKPOINT_FROM_BYTES = 4 * 1024 * 1024;
const LOG_KEEPS_BYTES = 64 * 1024 * 1024;

function open(file: string, readonly: boolean): BetterSqlite3.Database {
  const db = new BetterSqlite3(file, { readonly, timeout: SETUP_MS });
  if (readonly) return db;
  db.pragma('journal_mode = WAL');
  // better-sqlite3's default, NORMAL, loses acknowledged rows in a power cut.
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('wal_autocheckpoint = 0');
  // A log that grew while it could not be copied gives its room back when it begins anew.
  db.pragma(`journal_size_limit = ${LOG_KEEPS_BYTES}`);
  if (db.pragma('synchronous', { simple: true }) !== 2) throw new Error('SQLite refused synchronous=FULL');
  // SQLite waits on our thread: longer waits are `beginImmediate`'s, which does not.
  db.pragma(`busy_timeout = ${WAIT_MS}`);
  return db;
}

function kyselyOf(raw: BetterSqlite3.Database): Db {
  const dialect = new CachedSqliteDialect(raw);
  const db: Db = new Kysely<Schema>({ dialect });
  runDirectly(db, (query) => dialect.connection.run(query));
  return db;
}

/** SQLite in one file: a writer with group commit, a reader, and a worker that checkpoints. */
export class SqliteDatabase implements Database {
  readonly dialect = 'sqlite';
  readonly admin: Db;
  private readonly reader: Db;
  private readonly group: GroupCommit;
  private readonly worker: Worker;
  private readonly timer: NodeJS.Timeout;

  /** Opens or creates `file`. */
  constructor(
    private readonly file: string,
    onCommit?: CommitListener,
  ) {
    makeDurableFolder(dirname(file));
    const raw = open(file, false);
    this.admin = kyselyOf(raw);
    this.reader = kyselyOf(open(file, true));
    this.group = new GroupCommit(raw, this.admin, onCommit);
    this.worker = new Worker(join(__dirname, 'checkpoint-worker.js'), { workerData: { file }, execArgv: [] });
    this.worker.unref();
    this.timer = setInterval(() => this.checkpoint(), CHECKPOINT_EVERY_MS);
    this.timer.unref();
  }

  async read<T>(work: (db: Db) => Promise<T>): Promise<T> {
    try {
      return await work(this.reader);
    } catch (error) {
      throw storageError(error);
    }
  }

  write<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return this.group.write(work);
  }

  figures(): DatabaseFigures {
    return { fileBytes: sizeOf(this.file), walBytes: sizeOf(`${this.file}-wal`) };
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.group.close();
    const exited = new Promise((resolve) => this.worker.once('exit', resolve));
    // Else a command with nothing more to do would end here, before it has told its outcome.
    this.worker.ref();
    this.worker.postMessage('close');
    await exited;
    await this.reader.destroy();
    await this.admin.destroy();
  }

  private checkpoint(): void {
    if (sizeOf(`${this.file}-wal`) >= CHECKPOINT_FROM_BYTES) this.worker.postMessage('checkpoint');
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
