// Nodes behind haproxy in their full form: npx tsx scripts/chaos/cluster.ts --trouble kills|redis|rolling
// [--nodes 3] [--seconds 60] [--rate 500] [--bot] [--seed N]; needs TEST_DATABASE_URL, redis-server and haproxy.
import { parseArgs } from 'node:util';
import { clusterMissing } from '../../tests/support/cluster';
import { trainShippedCorpus } from '../../tests/support/trained-model';
import { clusterReport } from '../../tests/chaos/cluster/cluster-report';
import { runCluster } from '../../tests/chaos/cluster/cluster-run';
import type { Trouble } from '../../tests/chaos/cluster/trouble';
import { MIXED_CROWD } from '../../tests/chaos/crowd/crowd';
import { calibrate } from '../bench/figures';

const KILL_EVERY_MS = 5000;

function troubleOf(kind: string, seconds: number): Trouble {
  switch (kind) {
    case 'kills':
      return { kind, everyMs: KILL_EVERY_MS, count: Math.floor((seconds * 1000) / KILL_EVERY_MS) };
    case 'redis':
      return { kind, afterMs: (seconds * 1000) / 4, awayMs: (seconds * 1000) / 4 };
    case 'rolling':
      return { kind, rounds: Math.max(1, Math.floor(seconds / 30)) };
    default:
      throw new Error('--trouble kills, redis or rolling');
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      trouble: { type: 'string', default: 'kills' },
      nodes: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '500' },
      bot: { type: 'boolean', default: false },
      seed: { type: 'string' },
    },
  });
  if (clusterMissing()) {
    process.exitCode = 2;
    return;
  }
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const [seconds, perSecond] = [Number(values.seconds), Number(values.rate)];
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  say(`${calibrate()}\nseed ${seed}`);
  await trainShippedCorpus();
  const crowd = { ...MIXED_CROWD, perSecond, messages: perSecond * seconds, botAnswers: values.bot };
  const trouble = troubleOf(values.trouble, seconds);
  const outcome = await runCluster({ nodes: Number(values.nodes), crowd, trouble, seed, progress: say });
  say(clusterReport(seed, outcome));
  process.exitCode = outcome.faults.length === 0 ? 0 : 1;
}

void main();
