import { sql } from 'kysely';
import type { EventBody } from '../../../src/conversation/event';
import { newConversationId, type ConversationId, type HandoffId } from '../../../src/conversation/id';
import { previewOf } from '../../../src/conversation/message-text';
import type { Database, Db } from '../../../src/store/database';
import type { Schema } from '../../../src/store/schema';
import type { ChatTexts } from './chat-texts';

const DAY_MS = 86_400_000;
const DAYS = 90;
/** So many rows a statement: PostgreSQL takes 65,535 values. */
const ROWS = 500;
const LONG_MESSAGES = 50_000;

/** What was filled in. */
export interface Filled {
  ids: ConversationId[];
  /** Those of 50,000 messages. */
  long: ConversationId[];
  messages: number;
  events: number;
}

interface Log {
  conversation: Schema['conversation'];
  events: Schema['event'][];
}

/** Fills a database with `messages` messages of the last 90 days, in conversations of 5 to 200 and some of 50,000. */
export async function fillStore(
  database: Database,
  texts: ChatTexts,
  messages: number,
  end: number,
): Promise<Filled> {
  const filled: Filled = { ids: [], long: [], messages: 0, events: 0 };
  const longs = Math.floor(messages / 300_000);
  let waiting: Log[] = [];
  while (filled.messages < messages) {
    const isLong = filled.long.length < longs;
    const size = isLong ? LONG_MESSAGES : 5 + Math.floor(texts.number(100) ** 2 / 51);
    const log = logOf(texts, filled.ids.length, size, end);
    const id = log.conversation.id as ConversationId;
    filled.ids.push(id);
    if (isLong) filled.long.push(id);
    filled.messages += size;
    filled.events += log.events.length;
    waiting.push(log);
    if (waiting.reduce((sum, { events }) => sum + events.length, 0) < 20_000) continue;
    await insert(database, waiting);
    waiting = [];
  }
  await insert(database, waiting);
  return filled;
}

function logOf(texts: ChatTexts, index: number, size: number, end: number): Log {
  let at = end - DAY_MS - texts.number((DAYS - 1) * DAY_MS);
  const id = newConversationId(at);
  const step = Math.min(20_000, Math.floor((end - at) / size / 2));
  const channel = index % 50 === 0 ? 'rest' : 'web';
  const visitorId = `visitor-${index}`;
  const bodies = bodiesOf(texts, size, { kind: 'started', channel, visitorId });
  const createdAt = at;
  const events = bodies.map((body, nth) => {
    at += 1000 + texts.number(step);
    return {
      conversation_id: id,
      seq: nth + 1,
      at,
      sender: body.kind === 'customerMessage' ? `visitor:${visitorId}` : 'bot',
      client_id: body.kind === 'customerMessage' ? `client-${nth}` : null,
      kind: body.kind,
      body: JSON.stringify(body),
    };
  });
  const owner = index % 2000 === 7 ? 'agent' : index % 2000 === 8 ? 'queue' : 'bot';
  return {
    conversation: {
      id,
      channel,
      visitor_id: visitorId,
      created_at: createdAt,
      updated_at: at,
      last_seq: bodies.length,
      owner,
      indexed_seq: 0,
      last_text: previewOf(bodies) ?? '',
    },
    events,
  };
}

/** Questions and answers; in one of ten conversations an agent has the second half. */
function bodiesOf(texts: ChatTexts, size: number, started: EventBody): EventBody[] {
  const bodies = [started];
  const handoffId = 'handoff' as HandoffId;
  const agent = { agentId: 'agent', agentName: '小王' };
  const agentFrom = texts.number(10) === 0 ? Math.floor(size / 2) : size;
  for (let message = 0; message < size; message += 1) {
    const upToSeq = bodies.length;
    if (message === agentFrom) {
      const summary = { reason: 'asked' as const, utterance: '转人工', entities: [], tried: [] };
      bodies.push({ kind: 'handoffRequested', handoffId, summary });
      for (const [from, to] of [
        ['requested', 'queued'],
        ['queued', 'offered'],
        ['offered', 'assigned'],
      ] as const) {
        bodies.push({ kind: 'handoffMoved', handoffId, from, to, fence: 1, ...agent, cause: 'bench' });
      }
    }
    if (message % 2 === 0) bodies.push({ kind: 'customerMessage', text: texts.customer() });
    else if (message > agentFrom) {
      bodies.push({ kind: 'read', side: 'staff', upToSeq });
      bodies.push({ kind: 'agentMessage', text: texts.agent(), handoffId, ...agent });
    } else {
      bodies.push({ kind: 'botMessage', content: { text: texts.bot() }, turnSeq: upToSeq });
      bodies.push({ kind: 'turnHandled', upToSeq, outcome: 'answer', reason: 'bench', entities: [] });
    }
    if (message % 8 === 7) bodies.push({ kind: 'read', side: 'customer', upToSeq: bodies.length });
  }
  return bodies;
}

async function insert(database: Database, logs: readonly Log[]): Promise<void> {
  if (logs.length === 0) return;
  await database.write(async (db) => {
    const conversations = logs.map(({ conversation }) => conversation);
    for (const rows of slices(conversations)) await db.insertInto('conversation').values(rows).execute();
    for (const rows of slices(logs.flatMap(({ events }) => events))) {
      await db.insertInto('event').values(rows).execute();
    }
  });
}

function* slices<T>(items: readonly T[]): Iterable<T[]> {
  for (let at = 0; at < items.length; at += ROWS) yield items.slice(at, at + ROWS);
}

/** Nothing here has to survive the machine. */
export async function forgetDurability(database: Database): Promise<void> {
  if (database.dialect === 'sqlite') await sql`pragma synchronous = off`.execute(database.admin);
}

/** What is in a database that was filled before. */
export async function filledBefore(database: Database): Promise<Filled> {
  const rows = await database.read((db) =>
    db.selectFrom('conversation').select(['id', 'last_seq']).orderBy('id').execute(),
  );
  const long = rows.filter(({ last_seq }) => last_seq > LONG_MESSAGES);
  const messages = await database.read((db) =>
    db
      .selectFrom('indexed_message')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow(),
  );
  return {
    ids: rows.map(({ id }) => id as ConversationId),
    long: long.map(({ id }) => id as ConversationId),
    messages: messages.n,
    events: rows.reduce((sum, { last_seq }) => sum + last_seq, 0),
  };
}

/** What PostgreSQL does of its own accord after a while; SQLite keeps no statistics. */
export async function analyze(database: Database): Promise<void> {
  if (database.dialect === 'postgres')
    await sql`vacuum analyze conversation, event, indexed_message`.execute(database.admin satisfies Db);
}
