import type { ConversationWriter } from '../conversation/conversation-store';
import type { DueWorkStore } from '../conversation/due-work';
import type { ConversationId } from '../conversation/id';
import type { Handoff, Presence } from './handoff';

/** Handoffs; writes only within a transaction. */
export interface HandoffStore {
  insert(handoff: Handoff): Promise<void>;
  find(id: string): Promise<Handoff | undefined>;
  /** Reads the row and keeps it locked until the end of the transaction. */
  lock(id: string): Promise<Handoff | undefined>;
  update(handoff: Handoff): Promise<void>;
  /** The open handoff of a conversation (requested to assigned), if there is one. */
  openOf(conversationId: ConversationId): Promise<Handoff | undefined>;
  /** The open handoffs of these conversations. */
  openAmong(conversationIds: readonly ConversationId[]): Promise<Handoff[]>;
  /** Handoffs of these conversations that were abandoned at `since` or later, in milliseconds. */
  abandonedAmong(conversationIds: readonly ConversationId[], since: number): Promise<Handoff[]>;
  /** The newest handoff of a conversation, whatever its state. */
  latestOf(conversationId: ConversationId): Promise<Handoff | undefined>;
  /** Queued handoffs in the order in which they are served. */
  waiting(limit: number): Promise<Handoff[]>;
  /** Whoever waits for an agent: queued or on offer. */
  allWaiting(): Promise<Handoff[]>;
  /** The conversations of those, in the order in which they are served. */
  waitingConversations(): Promise<ConversationId[]>;
  /** Queued or offered handoffs that are served before this one. */
  countAhead(handoff: Handoff): Promise<number>;
  /** How many customers wait, on offer or not, and since when the first. */
  queueSize(): Promise<{ waiting: number; since?: number }>;
  /** What takes up an agent's capacity: offered, assigned, wrap-up. */
  ofAgent(agentId: string): Promise<Handoff[]>;
  /** The same, locked until the end of the transaction. Handoffs are locked before presences, so that none waits in a ring. */
  lockOfAgent(agentId: string): Promise<Handoff[]>;
  /** From assignment to end, newest first, in milliseconds. */
  recentServices(limit: number): Promise<number[]>;
  saveWrapUp(id: string, code: string, note: string): Promise<void>;
  saveRating(id: string, score: number, comment: string): Promise<void>;
}

/** Who is there; writes only within a transaction. */
export interface PresenceStore {
  find(agentId: string): Promise<Presence | undefined>;
  lock(agentId: string): Promise<Presence | undefined>;
  /**
   * Sets state, name and wanted capacity. A capacity below the load takes effect as chats end, so that load never
   * exceeds capacity.
   */
  set(presence: Omit<Presence, 'load'>): Promise<void>;
  setState(agentId: string, state: Presence['state']): Promise<void>;
  renew(agentId: string, leaseUntil: number): Promise<void>;
  /** Gives every agent time to come back, after the server was away; answers who had less. */
  extendAll(leaseUntil: number): Promise<string[]>;
  /** Online agents with a live lease and room, the least loaded first, then the longest without an offer. */
  available(now: number): Promise<Presence[]>;
  /** Takes one unit of capacity of an agent who is online and has room; false otherwise. */
  take(agentId: string, now: number): Promise<boolean>;
  release(agentId: string): Promise<void>;
  /** Capacity of all agents online. */
  totalCapacity(now: number): Promise<number>;
}

/** What the handoff's transactions touch. */
export interface HandoffTransaction {
  handoffs: HandoffStore;
  presences: PresenceStore;
  conversations: ConversationWriter;
  due: DueWorkStore;
}

export interface HandoffTransactor {
  read<T>(work: (tx: HandoffTransaction) => Promise<T>): Promise<T>;
  write<T>(work: (tx: HandoffTransaction) => Promise<T>): Promise<T>;
}
