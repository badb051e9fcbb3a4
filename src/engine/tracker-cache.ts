import type { ConversationId } from '../conversation/id';
import { emptyTracker, type Tracker } from '../conversation/tracker';
import { foldLog, type LogReader } from './fold-log';

/**
 * Trackers of conversations that are being talked in, brought up to date from the log at each use. Only a saving of
 * work: a tracker that is not here begins with the conversation's snapshot, or with the log's first event.
 */
export class TrackerCache {
  private readonly trackers = new Map<ConversationId, Tracker>();

  constructor(private readonly capacity = 5000) {}

  /** The tracker after the last committed event. Its fields belong to the cache: read, do not change. */
  async get(reader: LogReader, id: ConversationId): Promise<Readonly<Tracker>> {
    const tracker = this.trackers.get(id) ?? (await reader.snapshots.find(id)) ?? emptyTracker();
    await foldLog(reader, id, tracker);
    this.trackers.delete(id);
    this.trackers.set(id, tracker);
    if (this.trackers.size > this.capacity) {
      const [oldest] = this.trackers.keys();
      if (oldest !== undefined) this.trackers.delete(oldest);
    }
    return tracker;
  }
}
