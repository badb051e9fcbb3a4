// The process-kill harness in its full form: npx tsx scripts/chaos/kill.ts --messages 100000 --kills 50 [--seed N]
import { parseArgs } from 'node:util';
import { planKills } from '../../tests/chaos/kill/kill-plan';
import { killReport } from '../../tests/chaos/kill/kill-report';
import { runKills } from '../../tests/chaos/kill/kill-run';
import { MIXED_CROWD } from '../../tests/chaos/crowd/crowd';
import { Random } from '../../tests/support/random';
import { trainShippedCorpus } from '../../tests/support/trained-model';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '100000' },
      kills: { type: 'string', default: '50' },
      customers: { type: 'string', default: String(MIXED_CROWD.customers) },
      seed: { type: 'string' },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  say(`seed ${seed}`);
  await trainShippedCorpus();
  const crowd = { ...MIXED_CROWD, messages: Number(values.messages), customers: Number(values.customers) };
  const plan = planKills(new Random(seed), Number(values.kills), crowd.messages);
  const outcome = await runKills({ crowd, plan, seed, progress: say });
  say(killReport(seed, outcome));
  process.exitCode = outcome.faults.length === 0 ? 0 : 1;
}

void main();
