import { TongdaError } from '../../errors';
import type {
  AppendResult,
  ConversationReader,
  ConversationRecord,
  ConversationWriter,
} from '../../conversation/conversation-store';
import type { ConversationEvent, EventBody, NewEvent, Sender } from '../../conversation/event';
import { newConversationId, type ConversationId } from '../../conversation/id';
import { previewOf } from '../../conversation/message-text';
import { ownerAfter, type Owner } from '../../conversation/tracker';
import type { Db } from '../database';
import type { Schema } from '../schema';

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

/** Conversations and their logs. */
export class ConversationTable implements ConversationWriter, ConversationReader {
  constructor(private readonly db: Db) {}

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
    const rows = await this.db
      .selectFrom('event')
      .selectAll()
      .where('conversation_id', '=', id)
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .limit(limit)
      .execute();
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

  async open(channel: string, visitorId: string, now: number): Promise<ConversationRecord> {
    const found = await this.findByVisitor(channel, visitorId);
    if (found) return this.getLocked(found.id);
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
      .returning('id')
      .executeTakeFirst();
    const opened = inserted ?? (await this.findByVisitor(channel, visitorId));
    if (!opened) throw new TongdaError('storage_failed', 'conversation vanished while it was opened');
    const id = opened.id as ConversationId;
    if (inserted) {
      await this.append(id, [{ sender: 'system', body: { kind: 'started', channel, visitorId } }], now);
    }
    return this.getLocked(id);
  }

  async lock(id: ConversationId): Promise<ConversationRecord | undefined> {
    // An update that changes nothing locks the row in PostgreSQL; SQLite has one writer anyway.
    const row = await this.db
      .updateTable('conversation')
      .set((eb) => ({ last_seq: eb.ref('last_seq') }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    return row && toRecord(row);
  }

  async append(id: ConversationId, events: readonly NewEvent[], now: number): Promise<AppendResult> {
    const conversation = await this.getLocked(id);
    const committed: ConversationEvent[] = [];
    const seqs: number[] = [];
    let owner = conversation.owner;
    let next = conversation.lastSeq + 1;
    for (const event of events) {
      const { sender, clientId } = event;
      const earlier = clientId === undefined ? undefined : await this.findByClientId(id, sender, clientId);
      if (earlier !== undefined) {
        seqs.push(earlier);
        continue;
      }
      await this.db
        .insertInto('event')
        .values({
          conversation_id: id,
          seq: next,
          at: now,
          sender: event.sender,
          client_id: event.clientId ?? null,
          kind: event.body.kind,
          body: JSON.stringify(event.body),
        })
        .execute();
      committed.push({ ...event, conversationId: id, seq: next, at: now });
      seqs.push(next);
      owner = ownerAfter(owner, event.body);
      next += 1;
    }
    if (committed.length > 0) {
      const lastText = previewOf(committed.map((event) => event.body));
      await this.db
        .updateTable('conversation')
        .set({
          last_seq: next - 1,
          updated_at: now,
          owner,
          ...(lastText !== undefined && { last_text: lastText }),
        })
        .where('id', '=', id)
        .execute();
    }
    return { events: committed, seqs };
  }

  private async getLocked(id: ConversationId): Promise<ConversationRecord> {
    const record = await this.lock(id);
    if (!record) throw new TongdaError('not_found', `conversation ${id}`);
    return record;
  }
}
