import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calibrate } from './figures';
import { startGenerator } from './load/generator';
import type { IdleOptions, IdleResult } from './load/idle-load';
import { startNaive, startTongda, type MeasuredServer } from './load/measured-server';
import { cpuMicroseconds, memoryKb } from './load/process-figures';

// What customers' pages cost that are open and say nothing: `npx tsx scripts/bench/idle.ts --connections 18000`. With
// `--servers 4` each of four servers takes a part, on data of its own. `--naive` measures a bare Socket.IO server.
// `--profile DIR` writes a CPU profile of the idle time, `--heap DIR` heap snapshots without and with the connections.
const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '18000' },
    servers: { type: 'string', default: '1' },
    settle: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '30' },
    naive: { type: 'boolean', default: false },
    profile: { type: 'string' },
    heap: { type: 'string' },
  },
});
const servers = Number(values.servers);
const each = Math.floor(Number(values.connections) / servers);
const settle = Number(values.settle);
const seconds = Number(values.seconds);
/** Memory of a fresh server falls once more when what it needed to start is collected. */
const REST_MS = 5000;
const SNAPSHOT_MS = values.heap === undefined ? 0 : 15_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Figures extends IdleResult {
  kbPerConnection: number;
  rssMb: number;
  /** Share of one core while nothing happened. */
  cpuShare: number;
}

/** Idle time begins for all servers when the last generator has its connections. */
class Connected {
  count = 0;

  async all(): Promise<void> {
    while (this.count < servers) await pause(50);
  }
}

async function measure(server: MeasuredServer, index: number, connected: Connected): Promise<Figures> {
  const { pid, url } = server;
  const { now: before } = memoryKb(pid);
  const options: IdleOptions = {
    url,
    connections: each,
    firstIndex: index * 20_000,
    // The other servers' connections may take longer.
    seconds: settle + seconds + SNAPSHOT_MS / 1000 + servers * 20,
  };
  const generator = startGenerator<IdleResult>(join(__dirname, 'load/idle-load.ts'), options, () => {
    connected.count += 1;
  });
  await Promise.race([connected.all(), generator.result]);
  await pause(settle * 1000);
  const signal = (): boolean => process.kill(pid, 'SIGUSR2');
  if (values.profile !== undefined) signal();
  const cpuFrom = cpuMicroseconds(pid);
  const from = performance.now();
  await pause(seconds * 1000);
  const cpuShare = (cpuMicroseconds(pid) - cpuFrom) / 1000 / (performance.now() - from);
  const { now: after } = memoryKb(pid);
  if (values.profile !== undefined || values.heap !== undefined) signal();
  await pause(SNAPSHOT_MS);
  generator.stop();
  return {
    ...(await generator.result),
    kbPerConnection: (after - before) / each,
    rssMb: after / 1024,
    cpuShare,
  };
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const probe: Record<string, string> = {
    ...(values.profile !== undefined && { BENCH_PROFILE: values.profile }),
    ...(values.heap !== undefined && { BENCH_HEAP: values.heap }),
    NODE_OPTIONS: `--require ${join(__dirname, 'load/server-probe.js')}`,
  };
  const started: MeasuredServer[] = [];
  try {
    for (let index = 0; index < servers; index += 1)
      started.push(values.naive ? await startNaive() : await startTongda(probe));
    await pause(REST_MS);
    if (values.heap !== undefined) {
      for (const { pid } of started) process.kill(pid, 'SIGUSR2');
      await pause(SNAPSHOT_MS);
    }
    const connected = new Connected();
    const figures = await Promise.all(started.map((server, index) => measure(server, index, connected)));
    for (const [index, { kbPerConnection, rssMb, cpuShare, ramp, dropped }] of figures.entries())
      process.stdout.write(
        `${started[index]?.name} ${index + 1}: ${each} idle connections, ${kbPerConnection.toFixed(1)} KB each ` +
          `(RSS ${rssMb.toFixed(0)} MB), ${(cpuShare * 100).toFixed(1)} % of a core over ${seconds} s, ` +
          `ramp ${ramp.toFixed(0)}/s, dropped ${dropped}\n`,
      );
  } finally {
    for (const server of started) await server.destroy();
  }
}

void main();
