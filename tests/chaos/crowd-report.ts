import type { CrowdOutcome } from './crowd-run';
import { table, times } from './table';

const SHOWN_FAULTS = 20;

/** The figures of a run as a table, with rows of the harness's own, and the first faults. */
export function crowdReport(
  seed: number,
  outcome: CrowdOutcome,
  own: readonly (readonly [name: string, figure: string | number])[],
): string {
  const { ledger, faults } = outcome;
  const figures = table([
    ['seed', seed],
    ['acknowledged messages', ledger.acknowledged],
    ...own,
    ['sent to acknowledged', times(ledger.ackTimes)],
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
