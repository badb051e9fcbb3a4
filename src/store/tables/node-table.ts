import type { NodeStore } from '../../engine/node-lease';
import type { Db } from '../database';

/** The processes at work on this database. */
export class NodeTable implements NodeStore {
  constructor(private readonly db: Db) {}

  async renew(id: string, leaseUntil: number): Promise<void> {
    await this.db
      .insertInto('node')
      .values({ id, lease_until: leaseUntil })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ lease_until: leaseUntil }))
      .execute();
  }

  async live(now: number): Promise<string[]> {
    const rows = await this.db.selectFrom('node').select('id').where('lease_until', '>=', now).execute();
    return rows.map((row) => row.id);
  }

  async lapsed(now: number): Promise<string[]> {
    const rows = await this.db.selectFrom('node').select('id').where('lease_until', '<', now).execute();
    return rows.map((row) => row.id);
  }

  async remove(id: string): Promise<void> {
    await this.db.deleteFrom('node').where('id', '=', id).execute();
    await this.db
      .updateTable('due_work')
      .set({ held_until: 0, held_by: '' })
      .where('held_by', '=', id)
      .execute();
  }
}
