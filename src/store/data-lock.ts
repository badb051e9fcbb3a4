import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { TongdaError } from '../errors';
import { makeDurableFolder } from './durable-folder';

/**
 * Holds a data folder for one server. The lock is the operating system's, taken through SQLite, so it ends with the
 * process however that dies. Errors: `data_in_use`.
 */
export class DataLock {
  private constructor(private readonly db: BetterSqlite3.Database) {}

  static acquire(dataDir: string): DataLock {
    makeDurableFolder(dataDir);
    const db = new BetterSqlite3(join(dataDir, 'serve.lock'), { timeout: 0 });
    try {
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      throw new TongdaError('data_in_use', dataDir, { cause: error });
    }
    return new DataLock(db);
  }

  release(): void {
    this.db.close();
  }
}
