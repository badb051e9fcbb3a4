import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate } from '../../src/store/migrate';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';
import { addSampleLog } from '../../tests/support/sample-data';
import { calibrate, describeLatencies, describeLateness, percentile } from './figures';
import type { DurableResult } from './load/durable-load';
import { runGenerator } from './load/generator';
import { startTongda, type MeasuredServer } from './load/measured-server';

// What a backup costs those who chat: `npx tsx scripts/bench/backup.ts [--rate 500] [--seconds 15] [--stored 300000]`.
// One server with so many stored messages, loaded twice by the same open loop: alone, and with `tongda backup` run again
// and again beside it.
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '15' },
    stored: { type: 'string', default: '300000' },
  },
});
const CONVERSATIONS = 300;
const PROGRAM = join(__dirname, '../../bin/tongda.js');

async function load(server: MeasuredServer, onMark: (name: string) => void): Promise<DurableResult> {
  const { url, account } = server;
  const plan = { rate: Number(values.rate), seconds: Number(values.seconds), warmUpSeconds: 5 };
  const options = { ...plan, conversations: CONVERSATIONS, owner: 'queue', url, account };
  return runGenerator<DurableResult>(join(__dirname, 'load/durable-load.ts'), options, onMark);
}

function report(name: string, result: DurableResult): number {
  process.stdout.write(
    `${name}: acknowledged ${describeLatencies(result.acknowledged)}; undelivered ${result.undelivered}; ${describeLateness(result.lateness)}\n`,
  );
  return percentile(
    result.acknowledged.toSorted((a, b) => a - b),
    0.99,
  );
}

/** Backups one after the other until told to stop; the log's greatest length meanwhile. */
class Backups {
  count = 0;
  longestLog = 0;
  readonly seconds: number[] = [];
  private going = true;
  private done?: Promise<void>;

  constructor(
    private readonly dataDir: string,
    private readonly out: string,
  ) {}

  start(): void {
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.going = false;
    await this.done;
  }

  private async run(): Promise<void> {
    const watch = setInterval(() => {
      const log = statSync(join(this.dataDir, 'tongda.db-wal'), { throwIfNoEntry: false });
      this.longestLog = Math.max(this.longestLog, log?.size ?? 0);
    }, 20);
    while (this.going) {
      const begun = performance.now();
      const args = [PROGRAM, 'backup', '--out', this.out, '--keep', '1', '--data', this.dataDir];
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0) throw new Error(`a backup ended with ${code}`);
      this.seconds.push((performance.now() - begun) / 1000);
      this.count += 1;
    }
    clearInterval(watch);
  }
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const dir = mkdtempSync(join(tmpdir(), 'tongda-bench-backup-'));
  const dataDir = join(dir, 'data');
  const database = new SqliteDatabase(join(dataDir, 'tongda.db'));
  await migrate(database);
  await addSampleLog(database, Number(values.stored));
  // As if the search had read them all: its catching up is another matter.
  await database.write((db) =>
    db
      .updateTable('conversation')
      .set((eb) => ({ indexed_seq: eb.ref('last_seq') }))
      .execute(),
  );
  await database.close();
  const size = statSync(join(dataDir, 'tongda.db')).size / 1e6;
  process.stdout.write(
    `${values.stored} messages stored, ${size.toFixed(0)} MB; ${values.rate} messages/s\n`,
  );
  const server = await startTongda({ TONGDA_GATHER_MS: '0', TONGDA_BOT: '0' }, dataDir);
  try {
    const alone = report('alone', await load(server, () => undefined));
    const backups = new Backups(dataDir, join(dir, 'backups'));
    const loaded = load(server, (mark) => {
      if (mark === 'measuring') backups.start();
      if (mark === 'sent') void backups.stop();
    });
    const beside = report('beside backups', await loaded);
    await backups.stop();
    const times = backups.seconds.map((time) => time.toFixed(1)).join(', ');
    process.stdout.write(
      `${backups.count} backups of ${times} s; the log grew to ${(backups.longestLog / 1e6).toFixed(0)} MB\n` +
        `p99 beside backups to alone: ${(beside / alone).toFixed(2)} (goal <= 2)\n`,
    );
  } finally {
    await server.destroy();
    rmSync(dir, { recursive: true, force: true });
  }
}

void main();
