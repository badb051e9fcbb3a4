import type { KillRunOutcome } from './kill-run';
import { table, times } from '../table';

const SHOWN_FAULTS = 20;

/** The figures of a run as a table, and the first faults. */
export function killReport(seed: number, outcome: KillRunOutcome): string {
  const { ledger, kills, restartTimes, faults } = outcome;
  const kinds = Object.entries(kills).map(([when, count]) => `${count} ${when}`);
  const total = Object.values(kills).reduce((sum, count) => sum + count, 0);
  const figures = table([
    ['seed', seed],
    ['acknowledged messages', ledger.acknowledged],
    ['kills', `${total} (${kinds.join(', ')})`],
    ['kill to ready', times(restartTimes)],
    ['readers back at the top', times(ledger.catchUps)],
    ['messages sent again', ledger.written.filter(({ attempts }) => attempts > 1).length],
    ['duplicates refused', outcome.duplicatesRefused],
    ['refusals', JSON.stringify(Object.fromEntries(ledger.refusals))],
    ['events stored', outcome.events],
    ['histories compared', outcome.readers],
    ['took', `${Math.round(outcome.tookMs / 1000)} s`],
    ['faults', faults.length],
  ]);
  return [figures, ...faults.slice(0, SHOWN_FAULTS)].join('\n');
}
