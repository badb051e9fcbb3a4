import type { ConversationId } from '../conversation/id';
import type { HandoffTransaction } from './handoff-store';

/** Fewer measured services than this tell nothing about the next. */
const MIN_SERVICES = 20;
const SAMPLE = 50;

export interface QueueStatus {
  /** How many are served before. */
  ahead: number;
  /** Expected wait; only when enough services have been measured and somebody is online. */
  waitMs?: number;
}

/** Where a waiting conversation stands; undefined when it does not wait. */
export async function queueStatus(
  tx: HandoffTransaction,
  conversationId: ConversationId,
  now: number,
): Promise<QueueStatus | undefined> {
  const handoff = await tx.handoffs.openOf(conversationId);
  if (handoff?.state !== 'queued' && handoff?.state !== 'offered') return undefined;
  const ahead = await tx.handoffs.countAhead(handoff);
  const services = await tx.handoffs.recentServices(SAMPLE);
  const capacity = await tx.presences.totalCapacity(now);
  if (services.length < MIN_SERVICES || capacity === 0) return { ahead };
  const mean = services.reduce((sum, ms) => sum + ms, 0) / services.length;
  return { ahead, waitMs: Math.round((mean * (ahead + 1)) / capacity) };
}
