import type { DialogInput } from './decision';
import type { Policy, Proposal } from './proposal';

/** The most confident proposal; priority breaks ties, then the order of the policies. */
export function choose(policies: readonly Policy[], turn: DialogInput): Proposal {
  const proposals = policies.flatMap((policy) => policy.propose(turn) ?? []);
  const [best] = proposals.toSorted((a, b) => b.confidence - a.confidence || b.priority - a.priority);
  if (!best) throw new Error('no policy has proposed anything: a fallback must be among them');
  return best;
}
