import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SystemClock } from '../../src/clock';
import { MessageIndexer } from '../../src/engine/message-indexer';
import { SILENT_LOGGER } from '../../src/logger';
import { migrate } from '../../src/store/migrate';
import { SqlStore } from '../../src/store/sql-store';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';
import { ChatTexts } from './big-store/chat-texts';
import { analyze, fillStore, forgetDurability } from './big-store/fill';
import { calibrate, describeLateness, percentile } from './figures';
import { runDurable, type DurableRun } from './load/durable-run';
import { startGenerator } from './load/generator';
import type { IdleOptions, IdleResult } from './load/idle-load';
import { drawCharts } from './load/line-chart';
import { startTongda, type MeasuredServer } from './load/measured-server';

// What a message costs as the log and the crowd grow: `npx tsx scripts/bench/growth.ts [--stored 1000,…,1000000]
// [--connections 100,1000,10000] [--svg docs/images/growth.svg]`. 10,000,000 stored messages take about an hour and 10 GB.
const { values } = parseArgs({
  options: {
    stored: { type: 'string', default: '1000,10000,100000,1000000' },
    connections: { type: 'string', default: '100,1000,10000' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
    svg: { type: 'string' },
  },
});
const rate = Number(values.rate);
const PLAN = {
  rate,
  seconds: Number(values.seconds),
  warmUpSeconds: 5,
  conversations: Math.max(50, Math.ceil(rate / 2)),
  owner: 'queue',
} as const;
const SETTINGS = { TONGDA_BOT: '0' };
const INDEX_BATCH = { events: 2000, conversations: 500 };
/** Longer than any run: the connections are ended when it is over. */
const STAY_S = 300;
const TEXTS_SEED = 1;

/** The cost of a message at one size. */
type Point = [size: number, cpu: number, p99: number];

const sizes = (list: string): number[] => list.split(',').filter(Boolean).map(Number);

async function fill(dataDir: string, messages: number): Promise<void> {
  const database = new SqliteDatabase(join(dataDir, 'tongda.db'));
  try {
    await migrate(database);
    await forgetDurability(database);
    await fillStore(database, new ChatTexts(TEXTS_SEED), messages, Date.now());
    const store = new SqlStore(database);
    await new MessageIndexer(store, new SystemClock(), SILENT_LOGGER, INDEX_BATCH).indexAll();
    await analyze(database);
  } finally {
    await database.close();
  }
}

async function atStored(messages: number): Promise<Point> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tongda-growth-'));
  try {
    await fill(dataDir, messages);
    const server = await startTongda(SETTINGS, dataDir);
    return report(`${messages} messages stored`, messages, await measure(server));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function atConnections(connections: number): Promise<Point> {
  const server = await startTongda(SETTINGS);
  const options: IdleOptions = { url: server.url, connections, firstIndex: 1_000_000, seconds: STAY_S };
  let onConnected = (): void => {};
  const connected = new Promise<void>((resolve) => (onConnected = resolve));
  const crowd = startGenerator<IdleResult>(join(__dirname, 'load/idle-load.ts'), options, onConnected);
  await Promise.race([connected, crowd.result]);
  const run = await measure(server);
  crowd.stop();
  await crowd.result;
  return report(`${connections} idle connections besides`, connections, run);
}

async function measure(server: MeasuredServer): Promise<DurableRun> {
  try {
    return await runDurable(server, PLAN);
  } finally {
    await server.destroy();
  }
}

function report(what: string, size: number, { load, log, ...run }: DurableRun): Point {
  const p99 = percentile(
    load.acknowledged.toSorted((a, b) => a - b),
    0.99,
  );
  process.stdout.write(
    `${what}: ${run.cpuMicrosecondsPerMessage.toFixed(0)} µs CPU a message, acknowledged p99 ${p99.toFixed(1)} ms, ` +
      `peak ${run.peakMb.toFixed(0)} MB; lost ${log.lost}, duplicates ${log.duplicates}, gaps ${log.gaps}; ` +
      `${describeLateness(load.lateness)}\n`,
  );
  return [size, run.cpuMicrosecondsPerMessage, p99];
}

function chart(title: string, x: string, points: readonly Point[]): Parameters<typeof drawCharts>[0][number] {
  return {
    title,
    x,
    lines: [
      { name: 'server CPU, µs', points: points.map(([size, cpu]) => [size, cpu]) },
      { name: 'p99, ms', points: points.map(([size, , p99]) => [size, p99]) },
    ],
  };
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n${rate} messages/s, each delivered to two pages\n`);
  const stored: Point[] = [];
  for (const messages of sizes(values.stored)) stored.push(await atStored(messages));
  const connections: Point[] = [];
  for (const count of sizes(values.connections)) connections.push(await atConnections(count));
  if (values.svg === undefined) return;
  const charts = [
    chart('A message, by how many are stored', 'messages in the database', stored),
    chart('A message, by how many pages are open', 'idle connections', connections),
  ];
  writeFileSync(values.svg, drawCharts(charts));
}

void main();
