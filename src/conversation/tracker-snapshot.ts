import type { ConversationId } from './id';
import type { Tracker } from './tracker';

/**
 * The version of the fold in tracker.ts. It grows with every change by which a log gives another tracker; snapshots
 * of an older version are as if they were not there. A test holds it to the fold.
 */
export const TRACKER_VERSION = 1;

/** After so many events a conversation gets a new snapshot. */
export const SNAPSHOT_EVERY = 200;

/** Trackers kept beside their logs, so that a long conversation opens without reading all of it. */
export interface TrackerSnapshots {
  /** The newest snapshot of this version of the fold: a tracker after some committed event. The caller owns it. */
  find(id: ConversationId): Promise<Tracker | undefined>;
  /** Keeps a tracker in place of the one before. */
  save(id: ConversationId, tracker: Tracker): Promise<void>;
}
