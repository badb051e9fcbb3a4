import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { TongdaError } from '../../errors';

/** 2 MB a step, and 16 MB between syncs. */
const PAGES_A_STEP = 512;
const STEPS_A_SYNC = 8;
/** Between steps, so that the server's own small syncs get in between. */
const PAUSE_MS = 4;

/**
 * Copies a database that is in use, as it is at one moment. The copy is made in steps on a connection and in a process
 * of its own, inside one read transaction: nobody's write begins it anew, and nothing but the log's length shows the
 * server that it goes on. `VACUUM INTO` needs less code, but its last sync of the whole file held up the server's
 * commits for 200 ms (300 MB); syncing step by step holds up none.
 */
export async function snapshotSqlite(
  file: string,
  copy: string,
  onPages: (done: number, total: number) => void,
): Promise<void> {
  const source = new BetterSqlite3(file, { fileMustExist: true, timeout: 5000 });
  let handle: number | undefined;
  let steps = 0;
  try {
    source.exec('BEGIN');
    source.prepare('select count(*) from sqlite_master').get();
    await source.backup(copy, {
      progress: ({ totalPages, remainingPages }) => {
        handle ??= openSync(copy, 'r');
        steps += 1;
        if (steps % STEPS_A_SYNC === 0) fdatasyncSync(handle);
        onPages(totalPages - remainingPages, totalPages);
        pause(PAUSE_MS);
        return PAGES_A_STEP;
      },
    });
    source.exec('COMMIT');
  } finally {
    if (handle !== undefined) closeSync(handle);
    source.close();
  }
}

/**
 * Makes a copy one plain file without a log beside it, and checks all of it. Errors: `backup_invalid`.
 */
export function checkSqlite(file: string): void {
  const db = new BetterSqlite3(file, { fileMustExist: true });
  try {
    db.pragma('journal_mode = DELETE');
    const wrong = db.pragma('integrity_check') as { integrity_check: string }[];
    if (wrong[0]?.integrity_check !== 'ok') {
      throw new TongdaError('backup_invalid', `${file}: ${wrong[0]?.integrity_check ?? 'no answer'}`);
    }
    const orphans = db.pragma('foreign_key_check') as unknown[];
    if (orphans.length > 0)
      throw new TongdaError('backup_invalid', `${file}: ${orphans.length} orphaned rows`);
  } catch (error) {
    if (error instanceof TongdaError) throw error;
    throw new TongdaError('backup_invalid', `${file}: ${(error as Error).message}`, { cause: error });
  } finally {
    db.close();
  }
}

/** Sleeps without giving the thread away: the process does nothing else. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
