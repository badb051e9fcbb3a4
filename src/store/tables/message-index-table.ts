import { sql } from 'kysely';
import type { ConversationEvent } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import type {
  IndexedMessage,
  MessageIndex,
  MessageRef,
  MessageTerms,
  TermQuery,
  Unindexed,
} from '../../conversation/message-index';
import type { SearchedKind } from '../../conversation/message-text';
import type { Db } from '../database';
import type { Schema } from '../schema';
import { toEvent } from './conversation-table';
import { conversationTerm, firstPlaceOf, PERIODS, periodOf, periodTerm, timeOfPlace } from './message-place';
import { searchPostgresTerms } from './postgres-term-search';
import { searchSqliteTerms } from './sqlite-term-search';

function toMessage(row: Schema['indexed_message']): IndexedMessage {
  return {
    conversationId: row.conversation_id as ConversationId,
    seq: row.seq,
    at: timeOfPlace(row.place),
    kind: row.kind as SearchedKind,
    place: row.place,
  };
}

interface Placed {
  message: MessageTerms;
  place: number;
}

/** The message index: FTS5 on SQLite, tsvector and GIN on PostgreSQL, over the same terms. */
export class MessageIndexTable implements MessageIndex {
  constructor(
    private readonly db: Db,
    private readonly dialect: 'sqlite' | 'postgres',
  ) {}

  async search(query: TermQuery): Promise<IndexedMessage[]> {
    const search = this.dialect === 'sqlite' ? searchSqliteTerms : searchPostgresTerms;
    return (await search(this.db, query)).map(toMessage);
  }

  async eventsAt(refs: readonly MessageRef[]): Promise<ConversationEvent[]> {
    if (refs.length === 0) return [];
    const rows = await this.db
      .selectFrom('event')
      .selectAll()
      .where((eb) =>
        eb.or(
          refs.map(({ conversationId, seq }) =>
            eb.and([eb('conversation_id', '=', conversationId), eb('seq', '=', seq)]),
          ),
        ),
      )
      .execute();
    return rows.map(toEvent);
  }

  async unindexed(limit: number): Promise<Unindexed[]> {
    const rows = await this.db
      .selectFrom('conversation')
      .select(['id', 'indexed_seq', 'last_seq'])
      .where('indexed_seq', '<', sql<number>`last_seq`)
      .orderBy('updated_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      id: row.id as ConversationId,
      indexedSeq: row.indexed_seq,
      lastSeq: row.last_seq,
    }));
  }

  async claim({ id, indexedSeq }: Unindexed): Promise<boolean> {
    let row = this.db
      .selectFrom('conversation')
      .select('id')
      .where('id', '=', id)
      .where('indexed_seq', '=', indexedSeq);
    if (this.dialect === 'postgres') row = row.forNoKeyUpdate().skipLocked();
    return (await row.executeTakeFirst()) !== undefined;
  }

  async add(id: ConversationId, messages: readonly MessageTerms[]): Promise<void> {
    let left = [...messages];
    /** Time → the next place to try. */
    const next = new Map<number, number>();
    while (left.length > 0) {
      const placed = left.map((message) => {
        const place = next.get(message.at) ?? firstPlaceOf(message.at);
        next.set(message.at, place + 1);
        return { message, place };
      });
      const taken = await this.insert(id, placed);
      left = placed.filter(({ place }) => !taken.has(place)).map(({ message }) => message);
      for (const { at } of left) next.set(at, await this.freePlaceFrom((next.get(at) ?? 0) - 1));
    }
  }

  async advance(id: ConversationId, seq: number): Promise<void> {
    await this.db.updateTable('conversation').set({ indexed_seq: seq }).where('id', '=', id).execute();
  }

  /** Answers which places could be had: others were somebody's already. */
  private async insert(id: ConversationId, placed: readonly Placed[]): Promise<Set<number>> {
    const isPostgres = this.dialect === 'postgres';
    const own = conversationTerm(id);
    const inserted = await this.db
      .insertInto('indexed_message')
      .values(
        placed.map(({ place, message: { seq, kind, terms } }) => ({
          place,
          conversation_id: id,
          seq,
          kind,
          ...(isPostgres && {
            terms: sql`array_to_tsvector(${[...terms, own, ...PERIODS.map((period) => periodTerm(periodOf(place, period), period))]}::text[])`,
          }),
        })),
      )
      .onConflict((conflict) => conflict.column('place').doNothing())
      .returning('place')
      .execute();
    const taken = new Set(inserted.map(({ place }) => place));
    if (isPostgres) return taken;
    for (const { place, message } of placed.filter((each) => taken.has(each.place))) {
      const terms = [...message.terms, own].join(' ');
      await sql`insert into message_terms (rowid, terms) values (cast(${place} as integer), ${terms})`.execute(
        this.db,
      );
    }
    return taken;
  }

  /** A place from `place` on, behind all in its millisecond, or the next millisecond's first. */
  private async freePlaceFrom(place: number): Promise<number> {
    const end = firstPlaceOf(timeOfPlace(place) + 1);
    const { rows } = await sql<{ last: number | null }>`
      select max(place) as last from indexed_message
      where place >= ${firstPlaceOf(timeOfPlace(place))} and place < ${end}`.execute(this.db);
    return Math.min(end, (rows[0]?.last ?? place - 1) + 1);
  }
}
