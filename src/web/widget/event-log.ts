import type { HelloReply, VisibleEvent } from '../../channels/web-chat/schema';

/**
 * The part of the conversation's log that the page holds: one unbroken run of events that ends at `cursor`.
 * Hidden events count, so that a hole cannot pass for silence.
 */
export interface EventLog {
  conversationId?: string;
  logEpoch?: string;
  /** The last event of the run; 0 when nothing is known. */
  cursor: number;
  events: readonly VisibleEvent[];
  /** There is more on the server than the page has: `hello` must be said again. */
  behind: boolean;
  /** Nothing lies before the run. */
  complete: boolean;
}

export const EMPTY_LOG: EventLog = { cursor: 0, events: [], behind: false, complete: false };

/** The cursor to say `hello` with; undefined asks for the newest page. */
export function resumeCursor(log: EventLog): { lastSeq: number; logEpoch: string } | undefined {
  if (log.logEpoch === undefined || log.cursor === 0) return undefined;
  return { lastSeq: log.cursor, logEpoch: log.logEpoch };
}

/** Where `history` goes on backwards: events before this seq are not loaded. */
export function firstSeq(log: EventLog): number {
  return log.events[0]?.seq ?? log.cursor + 1;
}

/** Takes the answer of `hello`: the missing events, or the newest page in place of all. */
export function afterHello(log: EventLog, reply: HelloReply): EventLog {
  const { conversationId, logEpoch } = reply;
  const foreign = log.logEpoch !== logEpoch || log.conversationId !== conversationId;
  if (reply.reload || foreign) {
    const cursor = reply.events.at(-1)?.seq ?? reply.lastSeq;
    const first = reply.events[0]?.seq ?? cursor + 1;
    // A page that a server sent for another cursor cannot be the newest one: ask anew, without a cursor.
    if (!reply.reload && first > 1 && log.cursor > 0) return { ...EMPTY_LOG, behind: true };
    return { conversationId, logEpoch, cursor, events: reply.events, behind: false, complete: first <= 1 };
  }
  const next = afterBatch({ ...log, behind: false }, reply.events);
  if (next.behind) return { ...EMPTY_LOG, behind: true };
  return { ...next, behind: next.cursor < reply.lastSeq };
}

/** Takes committed events. What is known already is dropped; a batch that leaves a hole is refused. */
export function afterBatch(log: EventLog, batch: readonly VisibleEvent[]): EventLog {
  const fresh = batch.filter((event) => event.seq > log.cursor);
  let cursor = log.cursor;
  for (const event of fresh) {
    if (event.seq !== cursor + 1) return { ...log, behind: true };
    cursor = event.seq;
  }
  return fresh.length === 0 ? log : { ...log, cursor, events: [...log.events, ...fresh] };
}

/** Takes the heartbeat: a top above the cursor means that something was missed. */
export function afterTop(log: EventLog, lastSeq: number): EventLog {
  return lastSeq > log.cursor ? { ...log, behind: true } : log;
}

/** Takes an older page that was asked for with `before`; a page that does not join the run is ignored. */
export function afterHistory(log: EventLog, before: number, page: readonly VisibleEvent[]): EventLog {
  if (before !== firstSeq(log)) return log;
  if (page.length === 0) return { ...log, complete: true };
  if (page.at(-1)?.seq !== before - 1) return log;
  return { ...log, events: [...page, ...log.events], complete: page[0]?.seq === 1 };
}
