import type BetterSqlite3 from 'better-sqlite3';

/** Another process, such as a command of the operator, may hold the file for so long. */
const BUSY_MS = 30_000;
const RETRY_MS = 5;

/** Begins a transaction that may write; waits for another process's without holding up the event loop. */
export async function beginImmediate(begin: BetterSqlite3.Statement): Promise<void> {
  const deadline = performance.now() + BUSY_MS;
  for (;;) {
    try {
      begin.run();
      return;
    } catch (error) {
      const busy = (error as { code?: unknown } | null)?.code === 'SQLITE_BUSY';
      if (!busy || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
