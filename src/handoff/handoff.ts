import type { HandoffReason, HandoffState, HandoffSummary } from '../conversation/event';
import type { ConversationId, HandoffId } from '../conversation/id';

/** One stay of a conversation with people; a conversation has many over its life. */
export interface Handoff {
  id: HandoffId;
  conversationId: ConversationId;
  channel: string;
  state: HandoffState;
  reason: HandoffReason;
  summary: HandoffSummary;
  /** Higher goes first. */
  priority: number;
  requestedAt: number;
  /** The place in the queue; kept when a chat comes back to it. */
  queuedAt: number;
  assignedAt?: number;
  endedAt?: number;
  /** Offered to, or served by. */
  agentId?: string;
  /** Grows with every offer; whoever acts on an older one is refused. */
  fence: number;
  /** When the offer goes on to the next agent. */
  offerUntil?: number;
  /** Who has let an offer pass and when, so that others come first. */
  passedBy: Record<string, number>;
}

/** How reachable an agent is. */
export interface Presence {
  agentId: string;
  agentName: string;
  state: 'online' | 'away' | 'offline';
  /** How many chats at once the agent takes. */
  capacity: number;
  /** Chats offered, assigned or in wrap-up. */
  load: number;
  /** Presence ends here unless renewed. */
  leaseUntil: number;
}

/** What became of a chat, chosen by the agent at the end. */
export const WRAP_UP_CODES = ['solved', 'followUp', 'noAnswer', 'complaint', 'other'] as const;

export type WrapUpCode = (typeof WRAP_UP_CODES)[number];
