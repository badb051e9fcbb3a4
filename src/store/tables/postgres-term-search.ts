import { sql, type RawBuilder } from 'kysely';
import type { TermQuery } from '../../conversation/message-index';
import type { Db } from '../database';
import type { Schema } from '../schema';
import { conversationTerm, firstPlaceOf, PERIODS, periodOf, periodStart, periodTerm } from './message-place';

type Row = Schema['indexed_message'];

/** So many of the newest messages are looked at one by one: enough for every word that one in a hundred has. */
const NEWEST = 2000;

/**
 * Newest first. A GIN index knows no order: asked for a word that very many messages have, it would give all of
 * them to be sorted. So the newest messages are filtered in order of time first; what is found too seldom there is
 * seldom enough to be asked of the index, for longer and longer periods, since every message has its own as terms. Few
 * of them in one question: GIN takes half a second for 48 alternatives.
 */
export async function searchPostgresTerms(db: Db, query: TermQuery): Promise<Row[]> {
  const { terms, conversationId, limit } = query;
  const from = query.from === undefined ? 0 : firstPlaceOf(query.from);
  const to = query.to === undefined ? Number.MAX_SAFE_INTEGER : firstPlaceOf(query.to);
  let before = Math.min(query.before ?? Number.MAX_SAFE_INTEGER, to);
  const words = allOf(terms);
  // A conversation has only so many messages.
  if (conversationId !== undefined) {
    return indexed(db, `${words} & ${quoted(conversationTerm(conversationId))}`, from, before, limit);
  }
  const found = await filtered(db, words, from, before, limit);
  if (found.length >= limit) return found;
  const low = await lowestOfNewest(db, from, before);
  if (low === undefined) return found;
  before = low;
  for (const period of PERIODS) {
    // The whole period before is taken along: the last may have just begun.
    const last = periodOf(before - 1, period);
    const start = Math.max(from, periodStart(last - 1, period));
    const span = [last, last - 1].map((index) => quoted(periodTerm(index, period))).join(' | ');
    found.push(...(await indexed(db, `${words} & (${span})`, start, before, limit - found.length)));
    if (found.length >= limit || start === from) return found;
    before = start;
  }
  // So far it was rare; what is older is taken to be like it.
  found.push(...(await indexed(db, words, from, before, limit - found.length)));
  return found;
}

const quoted = (term: string): string => `'${term}'`;
const allOf = (terms: readonly string[]): string => terms.map(quoted).join(' & ');

function newest(from: number, before: number): RawBuilder<unknown> {
  return sql`select place, conversation_id, seq, kind, terms from indexed_message
    where place >= ${from} and place < ${before} order by place desc limit ${sql.lit(NEWEST)}`;
}

async function filtered(db: Db, match: string, from: number, before: number, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select place, conversation_id, seq, kind from (${newest(from, before)}) newest
    where terms @@ ${match}::tsquery order by place desc limit ${limit}`.execute(db);
  return rows;
}

/** Where the newest messages end; undefined when there are no more than these. */
async function lowestOfNewest(db: Db, from: number, before: number): Promise<number | undefined> {
  const { rows } = await sql<{ place: number }>`
    select place from indexed_message where place >= ${from} and place < ${before}
    order by place desc offset ${sql.lit(NEWEST - 1)} limit 1`.execute(db);
  return rows[0]?.place;
}

/** The index first, then order and limit: left to itself, the planner bets on walking all messages by time. */
async function indexed(db: Db, match: string, from: number, before: number, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with found as materialized (
      select place, conversation_id, seq, kind from indexed_message where terms @@ ${match}::tsquery
    )
    select * from found where place >= ${from} and place < ${before} order by place desc limit ${limit}`.execute(
    db,
  );
  return rows;
}
