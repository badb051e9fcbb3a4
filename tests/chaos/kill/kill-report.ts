import { crowdReport } from '../crowd-report';
import { times } from '../table';
import type { KillRunOutcome } from './kill-run';

/** The figures of a run as a table, and the first faults. */
export function killReport(seed: number, outcome: KillRunOutcome): string {
  const { kills, restartTimes } = outcome;
  const kinds = Object.entries(kills).map(([when, count]) => `${count} ${when}`);
  const total = Object.values(kills).reduce((sum, count) => sum + count, 0);
  return crowdReport(seed, outcome, [
    ['kills', `${total} (${kinds.join(', ')})`],
    ['kill to ready', times(restartTimes)],
  ]);
}
