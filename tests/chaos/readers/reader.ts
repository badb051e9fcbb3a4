import type { ConversationEvent } from '../../../src/conversation/event';
import type { SeenLog } from './seen-log';
import type { StaleWatch } from './stale-watch';

/** Somebody who reads and writes one conversation behind a bad network, by the client that people use. */
export interface Reader {
  readonly seen: SeenLog;
  readonly stale: StaleWatch;
  /** Every text that was written here, in order. No two are equal. */
  readonly written: readonly string[];
  /** Texts that the page has shown as sent. */
  readonly promised: ReadonlySet<string>;
  /** Texts that were sent again by hand, and so may come after later ones. */
  readonly tappedAgain: ReadonlySet<string>;
  readonly isOnline: boolean;
  /** The last event on the page. */
  readonly cursor: number;
  /** How many messages the page shows as not yet arrived. */
  readonly unsent: number;
  say(text: string): void;
  read(): void;
  tapAgain(): void;
  reload(): void;
  /** Loads the history up to the beginning. */
  loadAll(): Promise<void>;
  /** Compares the page with the whole conversation as the database has it. */
  compare(database: readonly ConversationEvent[]): void;
  /** Whether this side has written an event. */
  isOwn(event: ConversationEvent): boolean;
  close(): void;
}
