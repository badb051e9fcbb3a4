import type { Tracker } from '../../conversation/tracker';
import type { Handoff } from '../../handoff/handoff';
import type { DeskChat } from './schema';

/** A short, stable name for a customer of whom nothing is known. */
export function customerName(visitorId: string): string {
  return `顾客 ${visitorId.slice(0, 4).toUpperCase()}`;
}

/** A handoff as the desk lists it. */
export function toDeskChat(
  handoff: Handoff,
  tracker: Readonly<Tracker>,
  customerConnected: boolean,
): DeskChat {
  return {
    handoffId: handoff.id,
    conversationId: handoff.conversationId,
    state: handoff.state,
    fence: handoff.fence,
    reason: handoff.reason,
    summary: handoff.summary,
    channel: handoff.channel,
    customer: customerName(tracker.visitorId),
    requestedAt: handoff.requestedAt,
    queuedAt: handoff.queuedAt,
    offerUntil: handoff.offerUntil,
    assignedAt: handoff.assignedAt,
    endedAt: handoff.endedAt,
    customerConnected,
    unread: tracker.unread.length,
    lastText: tracker.lastText,
  };
}
