import type { ConversationEvent } from '../../../src/conversation/event';

/** How much a server answers at once; small, so that short logs take many answers. */
export const LIMITS = { resume: 12, page: 5 } as const;

/** Who holds a state that follows a conversation's log: each of ours, driven as its connection drives it. */
export interface LogReader {
  /** A new connection when `committed` events are in the log: whatever was on the way is gone. */
  connect(committed: number): void;
  /** Events come over the connection; some may be known, some may have been lost before them. */
  deliver(events: readonly ConversationEvent[]): void;
  /** The heartbeat with the top of the log. */
  top(lastSeq: number): void;
  /** One older page, if there is one. */
  older(): void;
  /** Until the reader stands at `committed`, and its messages up to there are answered. */
  settle(committed: number): void;
  /** Every older page. */
  complete(): void;
  /** What it shows as unsent, or as sent and still to come. */
  unsent(): readonly unknown[];
  /** All that it shows, which must depend on the log alone. */
  shown(): unknown;
  /** Without what every event changes: the log itself and its length. */
  gist(): unknown;
}

/** The answer to a cursor, by the rule of docs/events.md: what is missing, or the newest page. */
export function answerTo(
  log: readonly ConversationEvent[],
  committed: number,
  lastSeq: number | undefined,
): { events: ConversationEvent[]; reload: boolean } {
  const behind = lastSeq === undefined ? Number.POSITIVE_INFINITY : committed - lastSeq;
  const reload = behind < 0 || behind > LIMITS.resume;
  const from = reload ? Math.max(0, committed - LIMITS.page) : committed - behind;
  return { events: structuredClone(log.slice(from, committed)), reload };
}

/** An older page: the newest events with a lower seq. */
export function pageBefore(log: readonly ConversationEvent[], before: number): ConversationEvent[] {
  return structuredClone(log.slice(Math.max(0, before - 1 - LIMITS.page), before - 1));
}
