import type { ConversationEvent } from './event';
import type { ConversationId } from './id';
import type { SearchedKind } from './message-text';

/** Where a message stands. */
export interface MessageRef {
  conversationId: ConversationId;
  seq: number;
}

/** A message as it is indexed: its terms consist of letters, marks and digits only. */
export interface MessageTerms {
  seq: number;
  at: number;
  kind: SearchedKind;
  terms: Iterable<string>;
}

export interface IndexedMessage extends MessageRef {
  at: number;
  kind: SearchedKind;
  /** Orders all indexed messages by time: the cursor of a page is the place of its last message. */
  place: number;
}

export interface TermQuery {
  /** A message has all of them. Not empty. */
  terms: readonly string[];
  conversationId?: ConversationId;
  /** From this time (ms) on. */
  from?: number;
  /** Before this time (ms). */
  to?: number;
  /** Only messages before this place. */
  before?: number;
  limit: number;
}

/** A conversation whose log has events that are not indexed. */
export interface Unindexed {
  id: ConversationId;
  /** The last event that is indexed; 0 for none. */
  indexedSeq: number;
  lastSeq: number;
}

/**
 * Words → messages. It follows the logs behind their commits: a message is found a moment after it is acknowledged.
 * `claim`, `add` and `advance` belong into one transaction.
 */
export interface MessageIndex {
  /** Messages that have all terms, newest first. */
  search(query: TermQuery): Promise<IndexedMessage[]>;
  /** The events of these places, in any order; at most a few dozen. */
  eventsAt(refs: readonly MessageRef[]): Promise<ConversationEvent[]>;
  /** Conversations with events that are not indexed, the one that changed last first. */
  unindexed(limit: number): Promise<Unindexed[]>;
  /** Locks a conversation's row; false where somebody else holds it or has indexed beyond `indexedSeq`. */
  claim(conversation: Unindexed): Promise<boolean>;
  /** Adds messages of a claimed conversation. */
  add(id: ConversationId, messages: readonly MessageTerms[]): Promise<void>;
  /** Records that everything up to `seq` is indexed. */
  advance(id: ConversationId, seq: number): Promise<void>;
}
