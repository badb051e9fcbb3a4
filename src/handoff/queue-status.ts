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

/** Where everybody stands who waits, by conversation. */
export async function queuePlaces(
  tx: HandoffTransaction,
  now: number,
): Promise<Map<ConversationId, QueueStatus>> {
  const pace = await servicePace(tx, now);
  const waiting = await tx.handoffs.waitingConversations();
  return new Map(waiting.map((id, ahead) => [id, statusAt(ahead, pace)]));
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
  return statusAt(ahead, await servicePace(tx, now));
}

/** Milliseconds from one free agent to the next; undefined when it is not known. */
async function servicePace(tx: HandoffTransaction, now: number): Promise<number | undefined> {
  const services = await tx.handoffs.recentServices(SAMPLE);
  const capacity = await tx.presences.totalCapacity(now);
  if (services.length < MIN_SERVICES || capacity === 0) return undefined;
  return services.reduce((sum, ms) => sum + ms, 0) / services.length / capacity;
}

function statusAt(ahead: number, pace: number | undefined): QueueStatus {
  return pace === undefined ? { ahead } : { ahead, waitMs: Math.round(pace * (ahead + 1)) };
}
