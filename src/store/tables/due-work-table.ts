import type { DueKind, DueWork, DueWorkStore } from '../../conversation/due-work';
import type { Db } from '../database';
import { Prepared } from '../prepared';
import type { Schema } from '../schema';

function toDueWork(row: Omit<Schema['due_work'], 'held_until' | 'held_by'>): DueWork {
  return {
    kind: row.kind as DueKind,
    ref: row.ref,
    dueAt: row.due_at,
    fence: row.fence,
    attempts: row.attempts,
    payload: row.payload,
  };
}

const SCHEDULE = new Prepared<[kind: string, ref: string, dueAt: number, payload: string], unknown>(
  (db, place) =>
    db
      .insertInto('due_work')
      .values({
        kind: place(0),
        ref: place(1),
        due_at: place(2),
        payload: place(3),
        fence: 1,
        held_until: 0,
        held_by: '',
        attempts: 0,
      })
      .onConflict((conflict) =>
        conflict.columns(['kind', 'ref']).doUpdateSet((eb) => ({
          due_at: place(2),
          payload: place(3),
          fence: eb('due_work.fence', '+', 1),
          held_until: 0,
          held_by: '',
          attempts: 0,
        })),
      ),
);

const FINISH = new Prepared<[kind: string, ref: string, fence: number], unknown>((db, place) =>
  db
    .deleteFrom('due_work')
    .where('kind', '=', place(0))
    .where('ref', '=', place(1))
    .where('fence', '=', place(2)),
);

/** Work that waits for its time. */
export class DueWorkTable implements DueWorkStore {
  constructor(
    private readonly db: Db,
    private readonly dialect: 'sqlite' | 'postgres',
  ) {}

  async schedule(kind: DueKind, ref: string, dueAt: number, payload = ''): Promise<void> {
    await SCHEDULE.run(this.db, kind, ref, dueAt, payload);
  }

  async cancel(kind: DueKind, ref: string): Promise<void> {
    await this.db.deleteFrom('due_work').where('kind', '=', kind).where('ref', '=', ref).execute();
  }

  async peek(now: number, limit: number): Promise<DueWork[]> {
    const rows = await this.db
      .selectFrom('due_work')
      .selectAll()
      .where('due_at', '<=', now)
      .where('held_until', '<=', now)
      .orderBy('due_at')
      .limit(limit)
      .execute();
    return rows.map(toDueWork);
  }

  async claim(now: number, holdMs: number, limit: number, by: string): Promise<DueWork[]> {
    const due = this.db
      .selectFrom('due_work')
      .select(['kind', 'ref'])
      .where('due_at', '<=', now)
      .where('held_until', '<=', now)
      .orderBy('due_at')
      .limit(limit);
    const rows = await this.db
      .updateTable('due_work')
      .from((this.dialect === 'postgres' ? due.forUpdate().skipLocked() : due).as('due'))
      .set((eb) => ({
        held_until: now + holdMs,
        held_by: by,
        fence: eb('due_work.fence', '+', 1),
      }))
      .whereRef('due_work.kind', '=', 'due.kind')
      .whereRef('due_work.ref', '=', 'due.ref')
      .returning([
        'due_work.kind',
        'due_work.ref',
        'due_work.due_at',
        'due_work.fence',
        'due_work.attempts',
        'due_work.payload',
      ])
      .execute();
    return rows.map(toDueWork).toSorted((a, b) => a.dueAt - b.dueAt);
  }

  async finish(kind: DueKind, ref: string, fence: number): Promise<boolean> {
    const { numAffectedRows } = await FINISH.run(this.db, kind, ref, fence);
    return (numAffectedRows ?? 0n) > 0n;
  }

  async retry(kind: DueKind, ref: string, fence: number, dueAt: number): Promise<void> {
    await this.db
      .updateTable('due_work')
      .set((eb) => ({ due_at: dueAt, held_until: 0, held_by: '', attempts: eb('attempts', '+', 1) }))
      .where('kind', '=', kind)
      .where('ref', '=', ref)
      .where('fence', '=', fence)
      .execute();
  }

  async nextDueAt(now: number): Promise<number | undefined> {
    const row = await this.db
      .selectFrom('due_work')
      .select('due_at')
      .where('due_at', '>', now)
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    return row?.due_at;
  }

  async releaseAll(): Promise<void> {
    await this.db
      .updateTable('due_work')
      .set({ held_until: 0, held_by: '' })
      .where('held_until', '>', 0)
      .execute();
  }
}
