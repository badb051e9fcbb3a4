import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calibrate, describeLatencies, describeLateness, percentile } from './figures';
import { runGenerator } from './load/generator';
import { checkLog } from './load/log-check';
import { startTongda } from './load/measured-server';
import type { Attempt, OverloadOptions, OverloadResult } from './load/overload-load';
import { memoryKb } from './load/process-figures';

// Three times more messages than the server can take, on a small heap: `npx tsx scripts/bench/overload.ts --capacity
// 2000` (messages a second that it carries without delay; `durable.ts` tells). What is acknowledged comes in time, the
// rest is refused early with a time to come again, nothing acknowledged is lost, and calm is back soon after.
// `--owner bot` lets the bot answer.
const { values } = parseArgs({
  options: {
    capacity: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '20' },
    owner: { type: 'string', default: 'queue' },
  },
});
const capacity = Number(values.capacity);
const seconds = Number(values.seconds);
const CALM_P99_MS = 150;
/** A page may write four messages a second; no page of this run is refused for writing too many. */
const PAGES = Math.ceil(capacity);
const phases: OverloadOptions['phases'] = [
  { name: 'calm', rate: capacity / 2, seconds: 5 },
  { name: 'overload', rate: capacity * 3, seconds },
  { name: 'after', rate: capacity / 2, seconds: 20 },
];

function describe(attempts: readonly Attempt[]): string {
  const acknowledged = attempts.filter(({ took, refusal }) => took !== undefined && refusal === undefined);
  const refused = attempts.filter(({ refusal }) => refusal !== undefined);
  const silent = attempts.length - acknowledged.length - refused.length;
  const took = (list: readonly Attempt[]): string => describeLatencies(list.map((one) => one.took ?? 0));
  const codes = [...new Set(refused.map(({ refusal }) => refusal))].join(', ');
  const retry = refused.filter(({ mayRetry }) => mayRetry).length;
  return (
    `  acknowledged ${acknowledged.length}: ${took(acknowledged)}\n` +
    `  refused ${refused.length} (${codes || 'none'}; ${retry} told when to come again)` +
    `${refused.length > 0 ? `: ${took(refused)}` : ''}; without an answer ${silent}\n`
  );
}

/** Seconds after the overload from which on every second is calm; undefined when none is. */
function calmFrom(attempts: readonly Attempt[]): number | undefined {
  let from: number | undefined;
  for (let second = 0; second < 20; second += 1) {
    const took = attempts
      .filter(({ due }) => Math.floor(due) === second)
      .map((attempt) =>
        attempt.refusal === undefined ? (attempt.took ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
      )
      .toSorted((a, b) => a - b);
    if (percentile(took, 0.99) > CALM_P99_MS) from = undefined;
    else from ??= second;
  }
  return from;
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const server = await startTongda({
    TONGDA_BOT: values.owner === 'bot' ? '1' : '0',
    TONGDA_GATHER_MS: '0',
    NODE_OPTIONS: '--max-old-space-size=512',
  });
  try {
    const load = await runGenerator<OverloadResult>(join(__dirname, 'load/overload-load.ts'), {
      url: server.url,
      pages: PAGES,
      phases,
      ...(values.owner !== 'bot' && { account: server.account }),
    } satisfies OverloadOptions);
    const { peak } = memoryKb(server.pid);
    await server.stop();
    const log = checkLog(server.databaseFile, load.acknowledgedIds);
    for (const [index, { name, attempts, lateness }] of load.phases.entries()) {
      const { rate, seconds: length } = phases[index]!;
      process.stdout.write(
        `${name}: ${rate} messages/s for ${length} s\n${describe(attempts)}  ${describeLateness(lateness)}\n`,
      );
    }
    const calm = calmFrom(load.phases.at(-1)?.attempts ?? []);
    process.stdout.write(
      `calm again after ${calm === undefined ? 'more than 20' : calm} s; peak ${(peak / 1024).toFixed(0)} MB; ` +
        `connections ended by the server ${load.dropped}\n` +
        `lost ${log.lost}, duplicates ${log.duplicates}, gaps ${log.gaps}, out of order ${load.faults}\n`,
    );
  } finally {
    await server.destroy();
  }
}

void main();
