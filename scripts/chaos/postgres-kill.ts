// PostgreSQL killed under a server that is left alone: npx tsx scripts/chaos/postgres-kill.ts --messages 20000 --kills 20 [--seed N]
import { parseArgs } from 'node:util';
import { MIXED_CROWD } from '../../tests/chaos/crowd/crowd';
import { crowdReport } from '../../tests/chaos/crowd-report';
import { runPostgresKills } from '../../tests/chaos/postgres-kill/postgres-kill-run';
import { times } from '../../tests/chaos/table';
import { trainShippedCorpus } from '../../tests/support/trained-model';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '20000' },
      kills: { type: 'string', default: '20' },
      seed: { type: 'string' },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  say(`seed ${seed}`);
  await trainShippedCorpus();
  const crowd = { ...MIXED_CROWD, customers: 150, perSecond: 300, messages: Number(values.messages) };
  const outcome = await runPostgresKills({ crowd, kills: Number(values.kills), seed, progress: say });
  say(
    crowdReport(seed, outcome, [
      ['kills of PostgreSQL', outcome.kills],
      ['database back to server ready', times(outcome.recoveryTimes)],
    ]),
  );
  process.exitCode = outcome.faults.length === 0 ? 0 : 1;
}

void main();
