import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calibrate, describeLatencies, describeLateness } from './figures';
import { runGenerator } from './load/generator';
import { startTongda } from './load/measured-server';
import type { StormOptions, StormResult } from './load/storm-load';

// Thousands of pages lose their connection at once and come back with their cursors, while others go on writing:
// `npx tsx scripts/bench/storm.ts --pages 10000`. The writers are of the same visitors as some of those who drop, so
// that these have missed something. Database statements are counted in the server.
const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '10000' },
    writers: { type: 'string', default: '500' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '60' },
  },
});
const pages = Number(values.pages);
const rate = Number(values.rate);
const seconds = Number(values.seconds);
/** Writers write so long before the others drop: what their messages cost is known by then. */
const BEFORE_S = 10;

interface Statements {
  reads: number;
  writes: number;
  at: number;
}

/** A promise that is kept from outside. */
class Deferred {
  resolve: () => void = () => {};
  readonly promise = new Promise<void>((resolve) => (this.resolve = resolve));
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'tongda-storm-'));
  const file = join(folder, 'statements');
  const server = await startTongda({
    TONGDA_BOT: '0',
    BENCH_STATEMENTS: file,
    NODE_OPTIONS: `--require ${join(__dirname, 'load/server-probe.js')}`,
  });
  try {
    const count = (): boolean => process.kill(server.pid, 'SIGUSR2');
    const module = join(__dirname, 'load/storm-load.ts');
    const plan = { url: server.url, rate };
    const dropsUp = new Deferred();
    const drops: StormOptions = { ...plan, role: 'drops', pages, seconds: 3 * BEFORE_S };
    const dropping = runGenerator<StormResult>(module, drops, (mark) => {
      if (mark === 'connected') dropsUp.resolve();
      if (mark === 'dropping' || mark === 'caught up') count();
    });
    await Promise.race([dropping, dropsUp.promise]);
    const stays: StormOptions = {
      ...plan,
      role: 'stays',
      pages: Number(values.writers),
      seconds,
      account: server.account,
    };
    const staying = runGenerator<StormResult>(module, stays, (mark) => {
      if (mark === 'connected') setTimeout(count, 1000);
    });
    const [storm, others] = await Promise.all([dropping, staying]);
    report(storm, others, readStatements(file));
  } finally {
    await server.destroy();
    rmSync(folder, { recursive: true });
  }
}

function readStatements(file: string): Statements[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Statements);
}

function report(storm: StormResult, others: StormResult, [early, dropped, whole]: Statements[]): void {
  const within = storm.caughtUp.length === 0 ? Number.NaN : Math.max(...storm.caughtUp);
  const during = others.acknowledged.filter(
    ({ dueAt }) => dueAt >= storm.droppedAt && dueAt <= storm.droppedAt + within,
  );
  const before = others.acknowledged.filter(({ dueAt }) => dueAt < storm.droppedAt);
  const took = (list: typeof during): number[] => list.map((one) => one.took);
  process.stdout.write(
    `${pages} pages dropped at once; ${values.writers} others wrote ${rate} messages/s\n` +
      `back and whole: ${storm.caughtUp.length} of ${pages}, the last after ${(within / 1000).toFixed(1)} s; ` +
      `${describeLatencies(storm.caughtUp)}\n` +
      `  tried in vain ${storm.retries}, out of order ${storm.faults}, reloaded ${storm.reloads}\n` +
      `acknowledged to the others, before: ${describeLatencies(took(before))}\n` +
      `acknowledged to the others, during the storm: ${describeLatencies(took(during))}\n`,
  );
  if (early && dropped && whole) {
    const calm = (dropped.at - early.at) / 1000;
    const rough = (whole.at - dropped.at) / 1000;
    const each = (kind: 'reads' | 'writes'): string =>
      ((whole[kind] - dropped[kind] - ((dropped[kind] - early[kind]) / calm) * rough) / pages).toFixed(2);
    process.stdout.write(
      `database statements for each page that came back: ${each('reads')} reads, ${each('writes')} writes\n`,
    );
  }
  process.stdout.write(`${describeLateness(others.lateness)}\n`);
}

void main();
