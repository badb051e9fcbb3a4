import type { ConversationEvent } from '../conversation/event';
import { labelOf } from './labels';
import type { Metrics } from './metrics';

/** Counts what has been committed: the log itself tells of turns and handoffs, so no part has to. */
export function countEvents(metrics: Metrics, events: readonly ConversationEvent[]): void {
  for (const { body } of events) {
    if (body.kind === 'turnHandled') metrics.turns.inc({ outcome: labelOf.turnOutcome(body.outcome) });
    if (body.kind === 'handoffRequested') {
      metrics.handoffs.inc({ reason: labelOf.handoffReason(body.summary.reason) });
    }
    if (body.kind !== 'handoffMoved') continue;
    metrics.moves.inc({ to: labelOf.handoffState(body.to), cause: labelOf.cause(body.cause) });
    if (body.to === 'offered') metrics.offers.inc({ outcome: 'made' });
    if (body.from === 'offered') metrics.offers.inc({ outcome: offerOutcome(body.to, body.cause) });
  }
}

function offerOutcome(to: string, cause: string): string {
  if (to === 'assigned') return 'accepted';
  if (cause === 'declined') return 'declined';
  return cause === 'offerTimeout' ? 'timedOut' : 'withdrawn';
}
