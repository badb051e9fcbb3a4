// Power cuts in their full form: npx tsx scripts/chaos/power-cut.ts --cuts 200 [--seed N]
import { parseArgs } from 'node:util';
import { runCuts, type CutRunOutcome } from '../../tests/chaos/power-cut/cut-run';
import { table } from '../../tests/chaos/table';

const SHOWN_FAULTS = 20;

function row(name: string, outcome: CutRunOutcome): (string | number)[] {
  const { cuts, failedCuts, inCheckpoint, inMigration, acknowledged, faults } = outcome;
  return [name, cuts, inCheckpoint, inMigration, acknowledged, failedCuts, faults.length];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cuts: { type: 'string', default: '200' },
      children: { type: 'string', default: '20' },
      seed: { type: 'string' },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  say(`seed ${seed}`);
  const shared = {
    seed,
    cuts: Number(values.cuts),
    children: Number(values.children),
    runMs: [500, 4000],
    progress: say,
  } as const;
  const full = await runCuts({ ...shared, synchronous: 'full' });
  const normal = await runCuts({ ...shared, children: 4, cuts: 40, synchronous: 'normal' });
  say(
    table([
      ['', 'cuts', 'in checkpoint', 'in migration', 'promises checked', 'failed cuts', 'faults'],
      row('FULL', full),
      row('NORMAL (control)', normal),
    ]),
  );
  for (const fault of full.faults.slice(0, SHOWN_FAULTS)) say(fault);
  process.exitCode = full.failedCuts === 0 && normal.failedCuts > 0 ? 0 : 1;
}

void main();
