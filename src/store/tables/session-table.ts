import type { SessionRecord, SessionRecords } from '../../accounts/account-store';
import type { Staff } from '../../accounts/staff';
import type { Db } from '../database';
import { toStaff } from './staff-table';

/** Sessions of the staff. */
export class SessionTable implements SessionRecords {
  constructor(private readonly db: Db) {}

  async add(session: SessionRecord): Promise<void> {
    await this.db
      .insertInto('staff_session')
      .values({
        token_hash: session.tokenHash,
        staff_id: session.staffId,
        created_at: session.createdAt,
        last_seen_at: session.lastSeenAt,
      })
      .execute();
  }

  async find(tokenHash: string): Promise<{ session: SessionRecord; staff: Staff } | undefined> {
    const row = await this.db
      .selectFrom('staff_session')
      .innerJoin('staff', 'staff.id', 'staff_session.staff_id')
      .select([
        'staff.id',
        'staff.username',
        'staff.display_name',
        'staff.roles',
        'staff.disabled',
        'staff_session.created_at as session_created_at',
        'staff_session.last_seen_at',
      ])
      .where('staff_session.token_hash', '=', tokenHash)
      .where('staff.disabled', '=', 0)
      .executeTakeFirst();
    if (!row) return undefined;
    const session = {
      tokenHash,
      staffId: row.id,
      createdAt: row.session_created_at,
      lastSeenAt: row.last_seen_at,
    };
    return { session, staff: toStaff(row) };
  }

  async touch(tokenHash: string, now: number): Promise<void> {
    await this.db
      .updateTable('staff_session')
      .set({ last_seen_at: now })
      .where('token_hash', '=', tokenHash)
      .execute();
  }

  async remove(tokenHash: string): Promise<string | undefined> {
    const row = await this.db
      .deleteFrom('staff_session')
      .where('token_hash', '=', tokenHash)
      .returning('staff_id')
      .executeTakeFirst();
    return row?.staff_id;
  }

  async removeOfStaff(staffId: string): Promise<void> {
    await this.db.deleteFrom('staff_session').where('staff_id', '=', staffId).execute();
  }

  async removeStale(createdUntil: number, seenUntil: number): Promise<void> {
    await this.db
      .deleteFrom('staff_session')
      .where((eb) => eb.or([eb('created_at', '<=', createdUntil), eb('last_seen_at', '<=', seenUntil)]))
      .execute();
  }
}
