import type { ConversationEvent, Side } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import type { Tracker } from '../../conversation/tracker';
import type { StaffSession } from '../../accounts/staff';
import type { Agent, Held } from '../../handoff/desk-service';
import type { Handoff, Presence, WrapUpCode } from '../../handoff/handoff';
import type { LogNews } from '../event-feed';
import type { QueueSize, SuggestedArticle } from './schema';

/** What the desk needs of the rest; the composition root joins them. */
export interface DeskPorts {
  logEpoch: string;
  now(): number;
  /** The session of a handshake's cookie; undefined when there is none. */
  findSession(cookieHeader: string | undefined): Promise<StaffSession | undefined>;
  /** All that one agent's desk shows, but for what the conversations tell. */
  overview(agentId: string): Promise<{
    presence?: Presence;
    handoffs: Handoff[];
    waiting: number;
    waitingSince?: number;
  }>;
  tracker(id: ConversationId): Promise<Readonly<Tracker>>;
  eventsAfter(id: ConversationId, afterSeq: number, limit: number): Promise<ConversationEvent[]>;
  eventsBefore(id: ConversationId, beforeSeq: number, limit: number): Promise<ConversationEvent[]>;
  mark(id: ConversationId, kind: 'read' | 'delivered', side: Side, upToSeq: number): void;
  subscribe(id: ConversationId, listener: (news: LogNews) => void): () => void;
  /** How many wait, and since when the first of them. */
  queueSize(): Promise<QueueSize>;
  isConnected(id: ConversationId): boolean;
  suggest(question: string): SuggestedArticle[];
  /** Shows the customer that the agent is typing, or no longer. */
  agentTyping(id: ConversationId, on: boolean): void;
}

/** The commands of a desk; `DeskService` of the handoff has them all. */
export interface DeskCommands {
  setPresence(agent: Agent, state: Presence['state'], capacity: number): Promise<void>;
  renew(agentId: string): Promise<void>;
  accept(agent: Agent, held: Held): Promise<void>;
  decline(agent: Agent, held: Held): Promise<void>;
  reply(
    agent: Agent,
    held: Held,
    message: { clientId: string; text: string },
  ): Promise<{ seq: number; at: number }>;
  note(
    agent: Agent,
    held: Held,
    message: { clientId: string; text: string },
  ): Promise<{ seq: number; at: number }>;
  end(agent: Agent, held: Held): Promise<void>;
  requeue(agent: Agent, held: Held): Promise<void>;
  wrapUp(agent: Agent, held: Held, code: WrapUpCode, note: string): Promise<void>;
}
