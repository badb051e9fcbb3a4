import type { HandoffReason, HandoffState, HandoffSummary } from '../../conversation/event';
import type { ConversationId, HandoffId } from '../../conversation/id';
import type { Handoff } from '../../handoff/handoff';
import type { HandoffStore } from '../../handoff/handoff-store';
import type { Db } from '../database';
import type { Schema } from '../schema';
import { locking } from './row-lock';

type Row = Schema['handoff'];

const OPEN = ['requested', 'queued', 'offered', 'assigned'];

function toHandoff(row: Row): Handoff {
  return {
    id: row.id as HandoffId,
    conversationId: row.conversation_id as ConversationId,
    channel: row.channel,
    state: row.state as HandoffState,
    reason: row.reason as HandoffReason,
    summary: JSON.parse(row.summary) as HandoffSummary,
    priority: row.priority,
    requestedAt: row.requested_at,
    queuedAt: row.queued_at,
    assignedAt: row.assigned_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    agentId: row.agent_id ?? undefined,
    fence: row.fence,
    offerUntil: row.offer_until ?? undefined,
    passedBy: JSON.parse(row.passed_by) as Record<string, number>,
  };
}

function toRow(handoff: Handoff): Omit<Row, 'wrap_up_code' | 'wrap_up_note' | 'rating' | 'rating_comment'> {
  return {
    id: handoff.id,
    conversation_id: handoff.conversationId,
    channel: handoff.channel,
    state: handoff.state,
    reason: handoff.reason,
    summary: JSON.stringify(handoff.summary),
    priority: handoff.priority,
    requested_at: handoff.requestedAt,
    queued_at: handoff.queuedAt,
    assigned_at: handoff.assignedAt ?? null,
    ended_at: handoff.endedAt ?? null,
    agent_id: handoff.agentId ?? null,
    fence: handoff.fence,
    offer_until: handoff.offerUntil ?? null,
    passed_by: JSON.stringify(handoff.passedBy),
  };
}

/** Handoffs and the queue, which is those of them that wait. */
export class HandoffTable implements HandoffStore {
  constructor(private readonly db: Db) {}

  async insert(handoff: Handoff): Promise<void> {
    await this.db.insertInto('handoff').values(toRow(handoff)).execute();
  }

  async find(id: string): Promise<Handoff | undefined> {
    const row = await this.db.selectFrom('handoff').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toHandoff(row);
  }

  async lock(id: string): Promise<Handoff | undefined> {
    const query = this.db.selectFrom('handoff').selectAll().where('id', '=', id);
    const row = await locking(this.db, query).executeTakeFirst();
    return row && toHandoff(row);
  }

  async update(handoff: Handoff): Promise<void> {
    await this.db.updateTable('handoff').set(toRow(handoff)).where('id', '=', handoff.id).execute();
  }

  async openOf(conversationId: ConversationId): Promise<Handoff | undefined> {
    const row = await this.db
      .selectFrom('handoff')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('state', 'in', OPEN)
      .executeTakeFirst();
    return row && toHandoff(row);
  }

  async openAmong(conversationIds: readonly ConversationId[]): Promise<Handoff[]> {
    const rows = await this.db
      .selectFrom('handoff')
      .selectAll()
      .where('conversation_id', 'in', conversationIds)
      .where('state', 'in', OPEN)
      .execute();
    return rows.map(toHandoff);
  }

  async abandonedAmong(conversationIds: readonly ConversationId[], since: number): Promise<Handoff[]> {
    const rows = await this.db
      .selectFrom('handoff')
      .selectAll()
      .where('conversation_id', 'in', conversationIds)
      .where('state', '=', 'abandoned')
      .where('ended_at', '>=', since)
      .execute();
    return rows.map(toHandoff);
  }

  async latestOf(conversationId: ConversationId): Promise<Handoff | undefined> {
    const row = await this.db
      .selectFrom('handoff')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .orderBy('requested_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && toHandoff(row);
  }

  async waiting(limit: number): Promise<Handoff[]> {
    const rows = await this.db
      .selectFrom('handoff')
      .selectAll()
      .where('state', '=', 'queued')
      .orderBy('priority', 'desc')
      .orderBy('queued_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toHandoff);
  }

  async allWaiting(): Promise<Handoff[]> {
    const rows = await this.db
      .selectFrom('handoff')
      .selectAll()
      .where('state', 'in', ['queued', 'offered'])
      .execute();
    return rows.map(toHandoff);
  }

  async waitingConversations(): Promise<ConversationId[]> {
    const rows = await this.db
      .selectFrom('handoff')
      .select('conversation_id')
      .where('state', 'in', ['queued', 'offered'])
      .orderBy('priority', 'desc')
      .orderBy('queued_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => row.conversation_id as ConversationId);
  }

  async countAhead({ priority, queuedAt, id }: Handoff): Promise<number> {
    const row = await this.db
      .selectFrom('handoff')
      .select((eb) => eb.fn.countAll<number>().as('ahead'))
      .where('state', 'in', ['queued', 'offered'])
      .where((eb) =>
        eb.or([
          eb('priority', '>', priority),
          eb.and([eb('priority', '=', priority), eb('queued_at', '<', queuedAt)]),
          eb.and([eb('priority', '=', priority), eb('queued_at', '=', queuedAt), eb('id', '<', id)]),
        ]),
      )
      .executeTakeFirstOrThrow();
    return row.ahead;
  }

  async queueSize(): Promise<{ waiting: number; since?: number }> {
    const row = await this.db
      .selectFrom('handoff')
      .select((eb) => [eb.fn.countAll<number>().as('waiting'), eb.fn.min('queued_at').as('since')])
      .where('state', 'in', ['queued', 'offered'])
      .executeTakeFirstOrThrow();
    return { waiting: row.waiting, ...(row.waiting > 0 && { since: row.since }) };
  }

  async ofAgent(agentId: string): Promise<Handoff[]> {
    const rows = await this.db
      .selectFrom('handoff')
      .selectAll()
      .where('agent_id', '=', agentId)
      .where('state', 'in', ['offered', 'assigned', 'wrapUp'])
      .orderBy('queued_at')
      .execute();
    return rows.map(toHandoff);
  }

  async lockOfAgent(agentId: string): Promise<Handoff[]> {
    const query = this.db
      .selectFrom('handoff')
      .selectAll()
      .where('agent_id', '=', agentId)
      .where('state', 'in', ['offered', 'assigned', 'wrapUp'])
      .orderBy('id');
    const rows = await locking(this.db, query).execute();
    return rows.map(toHandoff).toSorted((a, b) => a.queuedAt - b.queuedAt);
  }

  async recentServices(limit: number): Promise<number[]> {
    const rows = await this.db
      .selectFrom('handoff')
      .select(['assigned_at', 'ended_at'])
      .where('ended_at', 'is not', null)
      .where('assigned_at', 'is not', null)
      .orderBy('ended_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => (row.ended_at ?? 0) - (row.assigned_at ?? 0));
  }

  async saveWrapUp(id: string, code: string, note: string): Promise<void> {
    await this.db
      .updateTable('handoff')
      .set({ wrap_up_code: code, wrap_up_note: note })
      .where('id', '=', id)
      .execute();
  }

  async saveRating(id: string, score: number, comment: string): Promise<void> {
    await this.db
      .updateTable('handoff')
      .set({ rating: score, rating_comment: comment })
      .where('id', '=', id)
      .execute();
  }
}
