import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calibrate, describeLatencies, describeLateness } from './figures';
import { runDurable, type DurableRun } from './load/durable-run';
import { startNaive, startTongda, type MeasuredServer } from './load/measured-server';

// Durable messages on one node with SQLite: `npx tsx scripts/bench/durable.ts --rate 2000 --seconds 20`. Open loop: a
// message counts from the time it was due. `--owner bot` lets the bot answer each one. `--no-naive` leaves out the
// comparison with the shortest durable server there is; `--profile DIR` writes the server's CPU profile, `--node
// OPTIONS` hands options to its Node.
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '20' },
    'warm-up': { type: 'string', default: '5' },
    owner: { type: 'string', default: 'queue' },
    profile: { type: 'string' },
    naive: { type: 'boolean', default: true },
    node: { type: 'string', default: '' },
  },
  allowNegative: true,
});
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const owner = values.owner === 'bot' ? 'bot' : 'queue';
/** A page may write four messages a second. */
const conversations = Math.max(1000, Math.ceil(rate / 2));

function describe(name: string, { load, log, ...run }: DurableRun): string {
  const refused = Object.entries(load.refused).map(([code, count]) => `${code} ${count}`);
  return [
    `${name}: ${rate} messages/s for ${seconds} s, ${conversations} conversations of two pages, owner ${owner}`,
    `  acknowledged: ${describeLatencies(load.acknowledged)}`,
    `  delivered to the other page: ${describeLatencies(load.delivered)}`,
    ...(owner === 'bot' ? [`  answered: ${describeLatencies(load.answered)}`] : []),
    `  server: ${run.cpuMicrosecondsPerMessage.toFixed(0)} µs CPU a message, ${(run.cpuShare * 100).toFixed(0)} % of a core, peak ${run.peakMb.toFixed(0)} MB`,
    `  stored ${log.stored}; lost ${log.lost}, duplicates ${log.duplicates}, gaps ${log.gaps}, undelivered ${load.undelivered}, out of order ${load.faults}; refused: ${refused.join(', ') || 'none'}`,
    `  ${describeLateness(load.lateness)}`,
    '',
  ].join('\n');
}

async function measure(server: MeasuredServer, profiled = false): Promise<DurableRun> {
  try {
    const plan = { rate, seconds, warmUpSeconds: Number(values['warm-up']), conversations, owner } as const;
    const run = await runDurable(server, plan, profiled);
    process.stdout.write(describe(server.name, run));
    return run;
  } finally {
    await server.destroy();
  }
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const { profile } = values;
  const probe = profile === undefined ? '' : ` --require ${join(__dirname, 'load/server-probe.js')}`;
  const settings = {
    TONGDA_GATHER_MS: '0',
    TONGDA_BOT: owner === 'bot' ? '1' : '0',
    NODE_OPTIONS: `${values.node}${probe}`,
    ...(profile !== undefined && { BENCH_PROFILE: profile }),
  };
  const ours = await measure(await startTongda(settings), profile !== undefined);
  if (!values.naive) return;
  const naive = await measure(await startNaive());
  const ratio = ours.cpuMicrosecondsPerMessage / naive.cpuMicrosecondsPerMessage;
  process.stdout.write(`CPU a message, ours to naive: ${ratio.toFixed(2)}\n`);
}

void main();
