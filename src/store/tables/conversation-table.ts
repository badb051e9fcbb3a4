import { TongdaError } from '../../errors';
import type {
  AppendResult,
  ConversationReader,
  ConversationRecord,
  ConversationTop,
  ConversationWriter,
} from '../../conversation/conversation-store';
import type { ConversationEvent, EventBody, NewEvent, Sender } from '../../conversation/event';
import { newConversationId, type ConversationId } from '../../conversation/id';
import { previewOf } from '../../conversation/message-text';
import { ownerAfter, type Owner } from '../../conversation/tracker';
import type { Database, Db } from '../database';
import type { Schema } from '../schema';
import { EVENTS_AFTER, INSERT_EVENT, LOCK_BY_ID, LOCK_BY_VISITOR, MOVE_ON } from './conversation-queries';

/** A conversation as its row tells it. */
export function toRecord(row: Schema['conversation']): ConversationRecord {
  return {
    id: row.id as ConversationId,
    channel: row.channel,
    visitorId: row.visitor_id,
    createdAt: row.created_at,
    lastSeq: row.last_seq,
    owner: row.owner as Owner,
  };
}

/** An event as its row tells it. */
export function toEvent(row: Schema['event']): ConversationEvent {
  return {
    conversationId: row.conversation_id as ConversationId,
    seq: row.seq,
    at: row.at,
    sender: row.sender as Sender,
    ...(row.client_id === null ? {} : { clientId: row.client_id }),
    body: JSON.parse(row.body) as EventBody,
  };
}

function toTop(row: Pick<Schema['conversation'], 'id' | 'last_seq' | 'owner'>): ConversationTop {
  return { id: row.id as ConversationId, lastSeq: row.last_seq, owner: row.owner as Owner };
}

function toRow(id: ConversationId, seq: number, event: NewEvent, now: number): Schema['event'] {
  return {
    conversation_id: id,
    seq,
    at: now,
    sender: event.sender,
    client_id: event.clientId ?? null,
    kind: event.body.kind,
    body: JSON.stringify(event.body),
  };
}

/** Conversations and their logs. */
export class ConversationTable implements ConversationWriter, ConversationReader {
  /** Rows that this transaction holds locked: nobody else changes them before it ends. */
  private readonly locked = new Map<ConversationId, ConversationRecord>();

  constructor(
    private readonly db: Db,
    private readonly dialect: Database['dialect'],
  ) {}

  async find(id: ConversationId): Promise<ConversationRecord | undefined> {
    const row = await this.db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toRecord(row);
  }

  async findByVisitor(channel: string, visitorId: string): Promise<ConversationRecord | undefined> {
    const row = await this.db
      .selectFrom('conversation')
      .selectAll()
      .where('channel', '=', channel)
      .where('visitor_id', '=', visitorId)
      .executeTakeFirst();
    return row && toRecord(row);
  }

  async eventsAfter(id: ConversationId, afterSeq: number, limit: number): Promise<ConversationEvent[]> {
    const { rows } = await EVENTS_AFTER.run(this.db, id, afterSeq, limit);
    return rows.map(toEvent);
  }

  async eventsBefore(id: ConversationId, beforeSeq: number, limit: number): Promise<ConversationEvent[]> {
    const rows = await this.db
      .selectFrom('event')
      .selectAll()
      .where('conversation_id', '=', id)
      .where('seq', '<', beforeSeq)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute();
    return rows.reverse().map(toEvent);
  }

  async findByClientId(id: ConversationId, sender: Sender, clientId: string): Promise<number | undefined> {
    const row = await this.db
      .selectFrom('event')
      .select('seq')
      .where('conversation_id', '=', id)
      .where('sender', '=', sender)
      .where('client_id', '=', clientId)
      .executeTakeFirst();
    return row?.seq;
  }

  async topsOf(ids: readonly ConversationId[]): Promise<ConversationTop[]> {
    const rows = await this.db
      .selectFrom('conversation')
      .select(['id', 'last_seq', 'owner'])
      .where('id', 'in', ids)
      .execute();
    return rows.map(toTop);
  }

  async changedSince(at: number, limit: number): Promise<ConversationTop[]> {
    const rows = await this.db
      .selectFrom('conversation')
      .select(['id', 'last_seq', 'owner'])
      .where('updated_at', '>=', at)
      .orderBy('updated_at')
      .limit(limit)
      .execute();
    return rows.map(toTop);
  }

  async open(channel: string, visitorId: string, now: number): Promise<ConversationRecord> {
    const found = await this.lockByVisitor(channel, visitorId);
    if (found) return found;
    // Two first messages at once: the second insert does nothing and finds the row of the first.
    const inserted = await this.db
      .insertInto('conversation')
      .values({
        id: newConversationId(now),
        channel,
        visitor_id: visitorId,
        created_at: now,
        updated_at: now,
        last_seq: 0,
        owner: 'bot',
        indexed_seq: 0,
        last_text: '',
      })
      .onConflict((conflict) => conflict.columns(['channel', 'visitor_id']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted) {
      const { id } = this.keep(inserted);
      await this.append(id, [{ sender: 'system', body: { kind: 'started', channel, visitorId } }], now);
      return this.getLocked(id);
    }
    const other = await this.lockByVisitor(channel, visitorId);
    if (!other) throw new TongdaError('storage_failed', 'conversation vanished while it was opened');
    return other;
  }

  async lock(id: ConversationId): Promise<ConversationRecord | undefined> {
    const held = this.locked.get(id);
    if (held) return held;
    const { rows } = await LOCK_BY_ID.run(this.db, id);
    return rows[0] && this.keep(rows[0]);
  }

  async append(id: ConversationId, events: readonly NewEvent[], now: number): Promise<AppendResult> {
    const before = await this.getLocked(id);
    const rows = events.map((event, index) => toRow(id, before.lastSeq + 1 + index, event, now));
    const seqs = (await this.insertAll(rows)) ? rows.map((row) => row.seq) : await this.insertNew(rows);
    const committed: ConversationEvent[] = [];
    let { lastSeq, owner } = before;
    for (const [index, event] of events.entries()) {
      const seq = seqs[index] ?? 0;
      // Lower ones are of events that had been there before.
      if (seq <= lastSeq) continue;
      committed.push({ ...event, conversationId: id, seq, at: now });
      lastSeq = seq;
      owner = ownerAfter(owner, event.body);
    }
    if (committed.length > 0) {
      const lastText = previewOf(committed.map((event) => event.body));
      await MOVE_ON.run(this.db, lastSeq, now, owner, lastText ?? null, id);
      this.locked.set(id, { ...before, lastSeq, owner });
    }
    return { events: committed, seqs };
  }

  /** Inserts all rows at once, or none of them where one of them is there already. */
  private async insertAll(rows: readonly Schema['event'][]): Promise<boolean> {
    const [first] = rows;
    if (!first) return true;
    if ((await this.insert(rows)) === rows.length) return true;
    // Repeated messages are rare; what went in beside them has left gaps and comes out again.
    await this.db
      .deleteFrom('event')
      .where('conversation_id', '=', first.conversation_id)
      .where('seq', '>=', first.seq)
      .execute();
    return false;
  }

  /** Inserts one after the other what is not there yet; answers the seq of each. */
  private async insertNew(rows: readonly Schema['event'][]): Promise<number[]> {
    const seqs: number[] = [];
    let next = rows[0]?.seq ?? 1;
    for (const row of rows) {
      if ((await this.insert([{ ...row, seq: next }])) === 1) {
        seqs.push(next);
        next += 1;
        continue;
      }
      const id = row.conversation_id as ConversationId;
      seqs.push((await this.findByClientId(id, row.sender as Sender, row.client_id ?? '')) ?? 0);
    }
    return seqs;
  }

  /** Answers how many went in. */
  private async insert(rows: readonly Schema['event'][]): Promise<number> {
    if (rows.length > 1 && this.dialect === 'postgres') {
      // One way there and back for all.
      const { numInsertedOrUpdatedRows } = await this.db
        .insertInto('event')
        .values([...rows])
        .onConflict((conflict) => conflict.columns(['conversation_id', 'sender', 'client_id']).doNothing())
        .executeTakeFirst();
      return Number(numInsertedOrUpdatedRows ?? 0n);
    }
    let inserted = 0;
    for (const row of rows) {
      const { conversation_id, seq, at, sender, client_id, kind, body } = row;
      const result = await INSERT_EVENT.run(
        this.db,
        ...([conversation_id, seq, at, sender, client_id, kind, body] as const),
      );
      inserted += Number(result.numAffectedRows ?? 0n);
    }
    return inserted;
  }

  private async lockByVisitor(channel: string, visitorId: string): Promise<ConversationRecord | undefined> {
    const { rows } = await LOCK_BY_VISITOR.run(this.db, channel, visitorId);
    return rows[0] && this.keep(rows[0]);
  }

  private keep(row: Schema['conversation']): ConversationRecord {
    const record = toRecord(row);
    this.locked.set(record.id, record);
    return record;
  }

  private async getLocked(id: ConversationId): Promise<ConversationRecord> {
    const record = await this.lock(id);
    if (!record) throw new TongdaError('not_found', `conversation ${id}`);
    return record;
  }
}
