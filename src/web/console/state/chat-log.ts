import type { ConversationEvent } from '../../../conversation/event';

/** The part of a conversation's log that the desk holds: one unbroken run of events that ends at `cursor`. */
export interface ChatLog {
  logEpoch?: string;
  /** The last event of the run; 0 when nothing is known. */
  cursor: number;
  /** The highest seq that is known to exist; above `cursor` something is missing. */
  top: number;
  events: readonly ConversationEvent[];
  /** Nothing lies before the run. */
  complete: boolean;
}

/** The answer of `open`. */
export interface OpenReply {
  events: ConversationEvent[];
  logEpoch: string;
  reload: boolean;
}

/** A log that has not been opened; it is behind. */
export const EMPTY_LOG: ChatLog = { cursor: 0, top: 0, events: [], complete: false };

/** Whether the server has events that the desk misses: `open` must be said again. */
export function isBehind(log: ChatLog): boolean {
  return log.logEpoch === undefined || log.top > log.cursor;
}

/** Where `history` goes on backwards: events before this seq are not loaded. */
export function firstSeq(log: ChatLog): number {
  return log.events[0]?.seq ?? log.cursor + 1;
}

/** Takes the answer of `open`: the events after the cursor, or the newest page in place of all. */
export function afterOpen(log: ChatLog, reply: OpenReply): ChatLog {
  const { events, logEpoch } = reply;
  if (reply.reload || log.cursor === 0) {
    const cursor = events.at(-1)?.seq ?? 0;
    // What was known of another epoch's top is void.
    const top = log.logEpoch === undefined || log.logEpoch === logEpoch ? Math.max(log.top, cursor) : cursor;
    return { logEpoch, cursor, top, events, complete: (events[0]?.seq ?? 1) <= 1 };
  }
  if (log.logEpoch !== logEpoch) return EMPTY_LOG;
  const next = afterBatch(log, events);
  // A hole inside the answer: begin anew with the newest page.
  return events.length > 0 && next.cursor < (events.at(-1)?.seq ?? 0) ? EMPTY_LOG : next;
}

/** Takes committed events. What is known already is dropped; a batch that leaves a hole only raises the top. */
export function afterBatch(log: ChatLog, batch: readonly ConversationEvent[]): ChatLog {
  const fresh = batch.filter((event) => event.seq > log.cursor);
  const last = fresh.at(-1);
  if (!last) return log;
  const top = Math.max(log.top, last.seq);
  const joins = fresh.every((event, index) => event.seq === log.cursor + 1 + index);
  // Before the first answer of `open` there is no run to join.
  if (!joins || log.logEpoch === undefined) return { ...log, top };
  return { ...log, top, cursor: last.seq, events: [...log.events, ...fresh] };
}

/** Takes the heartbeat with the top of the log. */
export function afterTop(log: ChatLog, lastSeq: number): ChatLog {
  return lastSeq > log.top ? { ...log, top: lastSeq } : log;
}

/** Takes an older page that was asked for with `before`; a page that does not join the run is ignored. */
export function afterHistory(log: ChatLog, before: number, page: readonly ConversationEvent[]): ChatLog {
  if (before !== firstSeq(log)) return log;
  if (page.length === 0) return { ...log, complete: true };
  const joins = page.every((event, index) => event.seq === before - page.length + index);
  return joins ? { ...log, events: [...page, ...log.events], complete: page[0]?.seq === 1 } : log;
}
