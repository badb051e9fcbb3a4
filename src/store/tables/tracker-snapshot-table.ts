import type { ConversationId } from '../../conversation/id';
import type { Tracker } from '../../conversation/tracker';
import { TRACKER_VERSION, type TrackerSnapshots } from '../../conversation/tracker-snapshot';
import type { Db } from '../database';

/** Trackers beside their logs. */
export class TrackerSnapshotTable implements TrackerSnapshots {
  constructor(private readonly db: Db) {}

  async find(id: ConversationId): Promise<Tracker | undefined> {
    const row = await this.db
      .selectFrom('tracker_snapshot')
      .select('tracker')
      .where('conversation_id', '=', id)
      .where('version', '=', TRACKER_VERSION)
      .executeTakeFirst();
    return row && (JSON.parse(row.tracker) as Tracker);
  }

  async save(id: ConversationId, tracker: Tracker): Promise<void> {
    const row = { version: TRACKER_VERSION, seq: tracker.lastSeq, tracker: JSON.stringify(tracker) };
    await this.db
      .insertInto('tracker_snapshot')
      .values({ conversation_id: id, ...row })
      .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(row))
      .execute();
  }
}
