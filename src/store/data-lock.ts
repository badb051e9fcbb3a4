import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { TongdaError, type ErrorCode } from '../errors';
import { makeDurableFolder } from './durable-folder';

/** The lock that a server holds on its data folder. */
const SERVE_LOCK = 'serve.lock';

/**
 * Holds a folder for one process. The lock is the operating system's, taken through SQLite, so it ends with the
 * process however that dies.
 */
export class DataLock {
  private constructor(private readonly db: BetterSqlite3.Database) {}

  /** The server's hold on its data folder. Errors: `data_in_use`. */
  static acquire(dataDir: string): DataLock {
    return DataLock.take(dataDir, SERVE_LOCK, 'data_in_use');
  }

  /** A command's hold on a folder, by a file of its own. Errors: `command_running`. */
  static acquireFor(command: string, dir: string): DataLock {
    return DataLock.take(dir, `${command}.lock`, 'command_running');
  }

  private static take(dir: string, name: string, refusal: ErrorCode): DataLock {
    makeDurableFolder(dir);
    const db = new BetterSqlite3(join(dir, name), { timeout: 0 });
    try {
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      throw new TongdaError(refusal, dir, { cause: error });
    }
    return new DataLock(db);
  }

  release(): void {
    this.db.close();
  }
}
