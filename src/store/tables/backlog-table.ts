import type { Db } from '../database';

/** How much waits in the database, for whoever watches it. */
export interface Backlog {
  waiting: number;
  /** When the first of them came; milliseconds. */
  waitingSince?: number;
  due: { kind: string; rows: number; overdue: number }[];
  /** The due time of the most overdue row that has not failed yet. */
  overdueSince?: number;
  /** Agents whose desk is there, by state. */
  agents: { state: string; agents: number; capacity: number; load: number }[];
}

/** Counts over the small tables of what is going on; none of it grows with the history. */
export class BacklogTable {
  constructor(private readonly db: Db) {}

  async read(now: number): Promise<Backlog> {
    const queue = await this.db
      .selectFrom('handoff')
      .select((eb) => [eb.fn.countAll<number>().as('waiting'), eb.fn.min('queued_at').as('since')])
      .where('state', 'in', ['queued', 'offered'])
      .executeTakeFirstOrThrow();
    const due = await this.db
      .selectFrom('due_work')
      .select((eb) => [
        'kind',
        eb.fn.countAll<number>().as('rows'),
        eb.fn.sum<number | string>(eb.case().when('due_at', '<=', now).then(1).else(0).end()).as('overdue'),
      ])
      .groupBy('kind')
      .execute();
    const oldest = await this.db
      .selectFrom('due_work')
      .select('due_at')
      .where('due_at', '<=', now)
      .where('attempts', '=', 0)
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    const agents = await this.db
      .selectFrom('presence')
      .select((eb) => [
        'state',
        eb.fn.countAll<number>().as('agents'),
        eb.fn.sum<number | string>('wanted_capacity').as('capacity'),
        eb.fn.sum<number | string>('load').as('load'),
      ])
      .where('lease_until', '>', now)
      .groupBy('state')
      .execute();
    return {
      waiting: queue.waiting,
      ...(queue.waiting > 0 && { waitingSince: queue.since }),
      // Sums are decimals in PostgreSQL, which come as text.
      due: due.map(({ kind, rows, overdue }) => ({ kind, rows, overdue: Number(overdue) })),
      overdueSince: oldest?.due_at,
      agents: agents.map(({ capacity, load, ...row }) => ({
        ...row,
        capacity: Number(capacity),
        load: Number(load),
      })),
    };
  }
}
