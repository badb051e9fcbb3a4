import type { AuditAction, AuditEntry, AuditLog, NewAuditEntry } from '../../accounts/audit';
import { uuidv7 } from '../../conversation/id';
import type { Db } from '../database';
import type { Schema } from '../schema';

function toEntry(row: Schema['audit']): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    ...(row.staff_id !== null && { staffId: row.staff_id }),
    action: row.action as AuditAction,
    ...(row.target !== null && { target: row.target }),
    detail: row.detail,
  };
}

/** The audit trail. Its ids grow with time, so they are also its order. */
export class AuditTable implements AuditLog {
  constructor(private readonly db: Db) {}

  async append(entry: NewAuditEntry): Promise<void> {
    await this.db
      .insertInto('audit')
      .values({
        id: uuidv7(entry.at),
        at: entry.at,
        staff_id: entry.staffId ?? null,
        action: entry.action,
        target: entry.target ?? null,
        detail: entry.detail,
      })
      .execute();
  }

  async list(limit: number, before?: string): Promise<AuditEntry[]> {
    let lines = this.db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
    if (before !== undefined) lines = lines.where('id', '<', before);
    return (await lines.execute()).map(toEntry);
  }
}
