import type { ConversationReader } from '../conversation/conversation-store';
import type { ConversationId } from '../conversation/id';
import { applyEvent, emptyTracker, type Tracker } from '../conversation/tracker';

const PAGE = 500;

/**
 * Trackers of conversations that are being talked in, brought up to date from the log at each use. Only a saving of
 * work: a tracker that is not here is folded anew.
 */
export class TrackerCache {
  private readonly trackers = new Map<ConversationId, Tracker>();

  constructor(private readonly capacity = 5000) {}

  /** The tracker after the last committed event. Its fields belong to the cache: read, do not change. */
  async get(reader: ConversationReader, id: ConversationId): Promise<Readonly<Tracker>> {
    const tracker = this.trackers.get(id) ?? emptyTracker();
    for (;;) {
      const events = await reader.eventsAfter(id, tracker.lastSeq, PAGE);
      // Two callers may have read the same page at once: the second finds it applied.
      for (const event of events) if (event.seq > tracker.lastSeq) applyEvent(tracker, event);
      if (events.length < PAGE) break;
    }
    this.trackers.delete(id);
    this.trackers.set(id, tracker);
    if (this.trackers.size > this.capacity) {
      const [oldest] = this.trackers.keys();
      if (oldest !== undefined) this.trackers.delete(oldest);
    }
    return tracker;
  }
}
