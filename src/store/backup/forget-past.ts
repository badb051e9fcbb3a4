import type { Db } from '../database';
import { deleteMeta, HOME_KEY, LOG_EPOCH, MOVE_KEY, newLogEpoch, STATE_KEY, writeMeta } from '../store-state';

/**
 * What must not come back with an old log: sessions of staff, who may have been disabled since; what nodes held that
 * are gone; and the log's epoch, so that no cursor points behind its end. @returns the new epoch
 */
export async function forgetPast(db: Db): Promise<string> {
  const epoch = newLogEpoch();
  await db.deleteFrom('staff_session').execute();
  await db.deleteFrom('node').execute();
  await db.updateTable('due_work').set({ held_until: 0, held_by: '' }).execute();
  for (const key of [STATE_KEY, MOVE_KEY, HOME_KEY]) await deleteMeta(db, key);
  await writeMeta(db, LOG_EPOCH, epoch);
  return epoch;
}
