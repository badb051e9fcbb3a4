import { sql } from 'kysely';
import type { TermQuery } from '../../conversation/message-index';
import type { Db } from '../database';
import type { Schema } from '../schema';
import { conversationTerm, firstPlaceOf } from './message-place';

/** Newest first: FTS5 walks its lists backwards and stops at the limit, however many messages have a word. */
export async function searchSqliteTerms(
  db: Db,
  { terms, conversationId, from, to, before, limit }: TermQuery,
): Promise<Schema['indexed_message'][]> {
  const all = conversationId === undefined ? terms : [...terms, conversationTerm(conversationId)];
  const match = all.map((term) => `"${term}"`).join(' ');
  const end = Math.min(before ?? Infinity, to === undefined ? Infinity : firstPlaceOf(to));
  // Numbers beyond 32 bits are bound as floating point, which is no range of rowids.
  const { rows } = await sql<Schema['indexed_message']>`
    select m.place, m.conversation_id, m.seq, m.kind
    from message_terms t cross join indexed_message m on m.place = t.rowid
    where message_terms match ${match}
      and t.rowid >= cast(${from === undefined ? 0 : firstPlaceOf(from)} as integer)
      and t.rowid < cast(${Math.min(end, Number.MAX_SAFE_INTEGER)} as integer)
    order by t.rowid desc limit ${limit}`.execute(db);
  return rows;
}
