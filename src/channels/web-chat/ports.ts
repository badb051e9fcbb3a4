import type { ConversationRecord } from '../../conversation/conversation-store';
import type { ConversationEvent, Side } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import type { LogNews } from '../event-feed';
import type { QueueStatus, Welcome } from './schema';

/** What the channel needs of the engine; the composition root joins them. */
export interface WebChatPorts {
  gatherMs: number;
  logEpoch: string;
  open(channel: string, visitorId: string): Promise<ConversationRecord>;
  receive(message: {
    channel: string;
    visitorId: string;
    clientId: string;
    text: string;
    payload?: string;
    gatherMs: number;
  }): Promise<{ conversationId: ConversationId; seq: number; at: number; owner: string }>;
  eventsAfter(id: ConversationId, afterSeq: number, limit: number): Promise<ConversationEvent[]>;
  eventsBefore(id: ConversationId, beforeSeq: number, limit: number): Promise<ConversationEvent[]>;
  mark(id: ConversationId, kind: 'read' | 'delivered', side: Side, upToSeq: number): void;
  feedback(
    conversation: Pick<ConversationRecord, 'id' | 'visitorId'>,
    answer: { messageSeq: number; helpful: boolean; reason?: string },
  ): Promise<void>;
  subscribe(id: ConversationId, listener: (news: LogNews) => void): () => void;
  welcome(): Promise<Welcome>;
}

/** What the channel needs of the handoff. */
export interface WebChatHandoff {
  queueStatus(id: ConversationId): Promise<QueueStatus | undefined>;
  /** Where everybody stands who waits. */
  queuePlaces(): Promise<ReadonlyMap<ConversationId, QueueStatus>>;
  leaveQueue(id: ConversationId): Promise<void>;
  rate(
    conversation: ConversationRecord,
    rating: { handoffId: string; score: number; comment: string },
  ): Promise<void>;
  /** The customer is typing, or no longer. */
  customerTyping(id: ConversationId, on: boolean): void;
  /** The customer's page is connected, or has gone. */
  customerSeen(id: ConversationId, connected: boolean): void;
}
