import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { RunningServer } from '../../tests/support/running-server';
import { sampleLog } from '../../tests/support/sample-data';
import { migrate } from '../../src/store/migrate';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';
import { calibrate } from './figures';
import { cpuMicroseconds } from './load/process-figures';

// A start after `kill -9` with a long log: `npx tsx scripts/bench/restart.ts [megabytes] [runs]`. A child process writes
// messages with no checkpoint until the log is so long, and kills itself; then the server is started on that folder, as
// often as told, and on the same data with no log.
const [megabytes = 1000, runs = 3] = process.argv.slice(2).map(Number);

/** The child's work: never returns. */
function writeUntilKilled(file: string, bytes: number): void {
  const db = new BetterSqlite3(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = OFF');
  db.pragma('wal_autocheckpoint = 0');
  const statement = (table: string, row: object): BetterSqlite3.Statement => {
    const names = Object.keys(row);
    return db.prepare(
      `insert into ${table} (${names.join()}) values (${names.map((name) => `@${name}`).join()})`,
    );
  };
  // Small transactions, as a server writes them: each writes whole pages to the log.
  const add = db.transaction((table: string, rows: object[]) => {
    for (const row of rows) statement(table, row).run(row);
  });
  for (const { conversation, event } of sampleLog(100_000_000)) {
    // As if the search had read them all.
    add(
      'conversation',
      conversation.map((row) => ({ ...row, indexed_seq: row.last_seq })),
    );
    for (let at = 0; at < event.length; at += 5) add('event', event.slice(at, at + 5));
    if (statSync(`${file}-wal`).size > bytes) process.kill(process.pid, 'SIGKILL');
  }
}

interface Start {
  seconds: number;
  /** Of the server until it was ready: what is left where the machine is busy with other things. */
  cpu: number;
}

async function startTime(dataDir: string): Promise<Start> {
  const begun = performance.now();
  const server = await RunningServer.startOn(dataDir, { TONGDA_MODELS: 'models', TONGDA_LOG_LEVEL: 'info' });
  const start = { seconds: (performance.now() - begun) / 1000, cpu: cpuMicroseconds(server.pid ?? 0) / 1e6 };
  await server.kill();
  return start;
}

const list = (starts: Start[]): string =>
  starts.map(({ seconds, cpu }) => `${seconds.toFixed(2)} s (CPU ${cpu.toFixed(2)} s)`).join(', ');

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const dir = mkdtempSync(join(tmpdir(), 'tongda-bench-restart-'));
  try {
    const made = join(dir, 'made');
    const file = join(made, 'tongda.db');
    const database = new SqliteDatabase(file);
    await migrate(database);
    await database.close();
    const child = fork(__filename, ['--write', file, String(megabytes * 1e6)], {
      execArgv: ['--require', 'tsx/cjs'],
    });
    await once(child, 'exit');
    const log = statSync(`${file}-wal`).size / 1e6;
    const withLog: Start[] = [];
    for (let run = 0; run < runs; run += 1) {
      const copy = join(dir, 'copy');
      cpSync(made, copy, { recursive: true });
      withLog.push(await startTime(copy));
      rmSync(copy, { recursive: true });
    }
    const folded = new BetterSqlite3(file);
    folded.pragma('wal_checkpoint(TRUNCATE)');
    folded.close();
    const without: Start[] = [];
    for (let run = 0; run < runs; run += 1) without.push(await startTime(made));
    process.stdout.write(
      `ready after kill -9 with a log of ${log.toFixed(0)} MB: ${list(withLog)}; goal <= 2 s\n` +
        `the same data without a log: ${list(without)}\n`,
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const [flag, file = '', bytes] = process.argv.slice(2);
if (flag === '--write') writeUntilKilled(file, Number(bytes));
else void main();
