import type { ConversationEvent, NewEvent, Sender } from './event';
import type { ConversationId } from './id';
import type { Owner } from './tracker';

/** One row per visitor and channel; the log of a visitor goes on over all visits. */
export interface ConversationRecord {
  id: ConversationId;
  channel: string;
  visitorId: string;
  createdAt: number;
  lastSeq: number;
  owner: Owner;
}

/** How far a log has come. */
export type ConversationTop = Pick<ConversationRecord, 'id' | 'lastSeq' | 'owner'>;

export interface AppendResult {
  /** What was committed now, in order; empty when everything had been there before. */
  events: ConversationEvent[];
  /** For each new event the seq it has, also when it was a duplicate. */
  seqs: number[];
}

/** Reads of committed conversations. */
export interface ConversationReader {
  find(id: ConversationId): Promise<ConversationRecord | undefined>;
  findByVisitor(channel: string, visitorId: string): Promise<ConversationRecord | undefined>;
  /** Events with `afterSeq < seq`, oldest first, at most `limit`. */
  eventsAfter(id: ConversationId, afterSeq: number, limit: number): Promise<ConversationEvent[]>;
  /** The seq of the event that a sender gave this client id; undefined when there is none. */
  findByClientId(id: ConversationId, sender: Sender, clientId: string): Promise<number | undefined>;
  /** The newest events with `seq < beforeSeq`, oldest first, at most `limit`. */
  eventsBefore(id: ConversationId, beforeSeq: number, limit: number): Promise<ConversationEvent[]>;
  /** The tops of conversations, in any order; those that are not there are left out. */
  topsOf(ids: readonly ConversationId[]): Promise<ConversationTop[]>;
  /** Conversations whose last event is of this time (ms) or later, oldest first. */
  changedSince(at: number, limit: number): Promise<ConversationTop[]>;
}

/** Writes; only within a transaction. */
export interface ConversationWriter extends ConversationReader {
  /** The visitor's conversation, made (with its `started` event) when there is none. Locks the row. */
  open(channel: string, visitorId: string, now: number): Promise<ConversationRecord>;
  /** Reads the row and keeps it locked until the end of the transaction. */
  lock(id: ConversationId): Promise<ConversationRecord | undefined>;
  /**
   * Appends events with the next seqs. An event whose (sender, clientId) is in the log already is left out.
   * The row's owner follows the handoff events among them. Errors: `not_found`.
   */
  append(id: ConversationId, events: readonly NewEvent[], now: number): Promise<AppendResult>;
}
