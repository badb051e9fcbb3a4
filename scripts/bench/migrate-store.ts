import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataLock } from '../../src/store/data-lock';
import { migrate } from '../../src/store/migrate';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';
import { MoveCommand } from '../../tests/chaos/store-move/move-command';
import { ThrowAwayPostgres } from '../../tests/chaos/postgres-kill/throw-away-postgres';
import { addSampleLog } from '../../tests/support/sample-data';
import { calibrate } from './figures';

// Moving a log from SQLite to PostgreSQL: `npx tsx scripts/bench/migrate-store.ts [messages] [seed]`. The command is
// run as operators run it, beside a held data lock in place of a server; the pause is from the lock's end to the
// command's, everything compared.
const [messages = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);

const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(1);

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const dataDir = mkdtempSync(join(tmpdir(), 'tongda-bench-move-'));
  const postgres = await ThrowAwayPostgres.start();
  try {
    const file = join(dataDir, 'tongda.db');
    const database = new SqliteDatabase(file);
    await migrate(database);
    const conversations = await addSampleLog(database, messages, { seed });
    await database.close();
    process.stdout.write(
      `${messages} messages in ${conversations} conversations, seed ${seed}, ${(statSync(file).size / 1e6).toFixed(0)} MB\n`,
    );
    const server = DataLock.acquire(dataDir);
    const begun = performance.now();
    const command = new MoveCommand(dataDir, postgres.url, '--follow');
    await command.reaches('建立索引');
    process.stdout.write(`copied after ${seconds(begun)} s\n`);
    await command.reaches('等待服务停止');
    process.stdout.write(`indexed and caught up after ${seconds(begun)} s\n`);
    server.release();
    const stopped = performance.now();
    const { code, stderr } = await command.ended();
    if (code !== 0) throw new Error(stderr);
    process.stdout.write(`compared and finished after ${seconds(begun)} s; pause ${seconds(stopped)} s\n`);
  } finally {
    await postgres.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

void main();
