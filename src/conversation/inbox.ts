import type { ConversationRecord } from './conversation-store';
import type { ConversationId } from './id';
import type { Owner } from './tracker';

/** A conversation as the inbox lists it. */
export interface InboxRow extends ConversationRecord {
  /** The time of the last event, in ms. */
  updatedAt: number;
  /** The beginning of what was said last. */
  lastText: string;
}

/** Where a page of the inbox ends. */
export type InboxPlace = Pick<InboxRow, 'updatedAt'> & { id: ConversationId };

export interface InboxFilter {
  owner?: Owner;
  channel?: string;
}

/** All conversations in which something was said. */
export interface Inbox {
  /** Newest activity first; `before` is the place of the last row of the page before. */
  page(filter: InboxFilter, limit: number, before?: InboxPlace): Promise<InboxRow[]>;
}
