import type { ConversationReader } from '../conversation/conversation-store';
import type { ConversationId } from '../conversation/id';
import { applyEvent, type Tracker } from '../conversation/tracker';
import type { TrackerSnapshots } from '../conversation/tracker-snapshot';

/** What is needed to know the state of a conversation. */
export interface LogReader {
  conversations: Pick<ConversationReader, 'eventsAfter'>;
  snapshots: Pick<TrackerSnapshots, 'find'>;
}

const PAGE = 500;

/** Applies the events that a tracker does not have yet, up to the end of the log or to `upToSeq`. */
export async function foldLog(
  { conversations }: LogReader,
  id: ConversationId,
  tracker: Tracker,
  upToSeq = Number.POSITIVE_INFINITY,
): Promise<void> {
  for (;;) {
    const limit = Math.min(PAGE, upToSeq - tracker.lastSeq);
    if (limit <= 0) return;
    const events = await conversations.eventsAfter(id, tracker.lastSeq, limit);
    // Two callers may have read the same page at once: the second finds it applied.
    for (const event of events) if (event.seq > tracker.lastSeq) applyEvent(tracker, event);
    if (events.length < limit) return;
    // A log of many pages is no reason to keep sockets waiting.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
