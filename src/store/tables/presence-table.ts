import { sql } from 'kysely';
import type { Presence } from '../../handoff/handoff';
import type { PresenceStore } from '../../handoff/handoff-store';
import type { Db } from '../database';
import type { Schema } from '../schema';
import { locking } from './row-lock';

function toPresence(row: Schema['presence']): Presence {
  return {
    agentId: row.agent_id,
    agentName: row.agent_name,
    state: row.state as Presence['state'],
    capacity: row.wanted_capacity,
    load: row.load,
    leaseUntil: row.lease_until,
  };
}

/** Agents' presence and load. */
export class PresenceTable implements PresenceStore {
  constructor(private readonly db: Db) {}

  async find(agentId: string): Promise<Presence | undefined> {
    const row = await this.db
      .selectFrom('presence')
      .selectAll()
      .where('agent_id', '=', agentId)
      .executeTakeFirst();
    return row && toPresence(row);
  }

  async lock(agentId: string): Promise<Presence | undefined> {
    const query = this.db.selectFrom('presence').selectAll().where('agent_id', '=', agentId);
    const row = await locking(this.db, query).executeTakeFirst();
    return row && toPresence(row);
  }

  async set({ agentId, agentName, state, capacity, leaseUntil }: Omit<Presence, 'load'>): Promise<void> {
    await this.db
      .insertInto('presence')
      .values({
        agent_id: agentId,
        agent_name: agentName,
        state,
        capacity,
        wanted_capacity: capacity,
        load: 0,
        lease_until: leaseUntil,
        last_offer_at: 0,
      })
      .onConflict((conflict) =>
        conflict.column('agent_id').doUpdateSet({
          agent_name: agentName,
          state,
          wanted_capacity: capacity,
          capacity: sql<number>`case when presence.load > ${capacity} then presence.load else ${capacity} end`,
          lease_until: leaseUntil,
        }),
      )
      .execute();
  }

  async setState(agentId: string, state: Presence['state']): Promise<void> {
    await this.db.updateTable('presence').set({ state }).where('agent_id', '=', agentId).execute();
  }

  async renew(agentId: string, leaseUntil: number): Promise<void> {
    await this.db
      .updateTable('presence')
      .set({ lease_until: leaseUntil })
      .where('agent_id', '=', agentId)
      .execute();
  }

  async extendAll(leaseUntil: number): Promise<string[]> {
    const rows = await this.db
      .updateTable('presence')
      .set({ lease_until: leaseUntil })
      .where('lease_until', '<', leaseUntil)
      .returning('agent_id')
      .execute();
    return rows.map((row) => row.agent_id);
  }

  async available(now: number): Promise<Presence[]> {
    const rows = await this.db
      .selectFrom('presence')
      .selectAll()
      .where('state', '=', 'online')
      .where('lease_until', '>', now)
      .whereRef('load', '<', 'wanted_capacity')
      .orderBy(sql`load * 1.0 / wanted_capacity`)
      .orderBy('last_offer_at')
      .orderBy('agent_id')
      .execute();
    return rows.map(toPresence);
  }

  async take(agentId: string, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('presence')
      .set((eb) => ({ load: eb('load', '+', 1), last_offer_at: now }))
      .where('agent_id', '=', agentId)
      // The agent may have gone since `available` was read.
      .where('state', '=', 'online')
      .where('lease_until', '>', now)
      .whereRef('load', '<', 'wanted_capacity')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async release(agentId: string): Promise<void> {
    await this.db
      .updateTable('presence')
      .set({
        load: sql<number>`load - 1`,
        // A capacity that was lowered below the load takes effect as chats end.
        capacity: sql<number>`case when load - 1 > wanted_capacity then load - 1 else wanted_capacity end`,
      })
      .where('agent_id', '=', agentId)
      .execute();
  }

  async totalCapacity(now: number): Promise<number> {
    const row = await this.db
      .selectFrom('presence')
      .select((eb) => eb.fn.sum<number | null>('wanted_capacity').as('total'))
      .where('state', '=', 'online')
      .where('lease_until', '>', now)
      .executeTakeFirst();
    return row?.total ?? 0;
  }
}
