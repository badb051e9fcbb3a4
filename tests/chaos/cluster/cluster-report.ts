import { crowdReport } from '../crowd-report';
import { times } from '../table';
import type { ClusterRunOutcome } from './cluster-run';

/** The figures of a run as a table, the first faults, and what the nodes have complained of. */
export function clusterReport(seed: number, outcome: ClusterRunOutcome): string {
  const { kills, restarts, stopTimes, startTimes, complaints } = outcome;
  const figures = crowdReport(seed, outcome, [
    ['nodes killed', kills],
    ['nodes restarted', restarts],
    ['asked to stop until ended', times(stopTimes)],
    ['launched until ready', times(startTimes)],
  ]);
  return [figures, ...complaints.map((line) => `complaint: ${line.slice(0, 400)}`)].join('\n');
}
