import type { Database, Db } from '../../src/store/database';
import type { Schema } from '../../src/store/schema';
import { Random } from './random';

/** Texts that a careless copy would change. */
const TEXTS = [
  '我想查一下这个月的话费还剩多少，流量还有没有',
  '宽带断网了怎么办',
  '',
  '~',
  '5:abcde;|\\|~',
  '"引号" \'单引号\' \\反斜线\\ \\u0000',
  '第一行\n第二行\r\n\t缩进',
  '😀👨‍👩‍👧𠮷野家',
  'é é ﷽ \u200B',
];

const START = Date.parse('2026-11-22T10:00:00+08:00');
const hex = (number: number, width: number): string => number.toString(16).padStart(width, '0');

/** Every conversation has this many messages in a filled database. */
const MESSAGES_EACH = 20;

/**
 * Rows of a busy log, in pages: conversations with their events, without anything else.
 * The same seed gives the same rows; `from` continues after that many conversations.
 */
export function* sampleLog(
  messages: number,
  { seed = 1, from = 0 }: { seed?: number; from?: number } = {},
): Generator<{ conversation: Schema['conversation'][]; event: Schema['event'][] }> {
  const numbers = new Random(seed + from);
  const random = (below: number): number => numbers.between(0, below - 1);
  const all = Math.ceil(messages / MESSAGES_EACH);
  for (let first = 0; first < all; first += 50) {
    const page = { conversation: [] as Schema['conversation'][], event: [] as Schema['event'][] };
    for (let number = first; number < Math.min(all, first + 50); number += 1) {
      const place = from + number;
      // As UUIDv7 does: in the order of time, with a random tail.
      const id = `0192f0c1-${hex(place, 8).slice(0, 4)}-7${hex(place, 8).slice(4, 7)}-8${hex(random(4096), 3)}-${hex(place, 12)}`;
      const visitor = hex(place, 8) + hex(random(2 ** 31), 8);
      const count = Math.min(MESSAGES_EACH, messages - number * MESSAGES_EACH);
      page.conversation.push({
        id,
        channel: random(5) === 0 ? 'rest' : 'web',
        visitor_id: visitor,
        created_at: START + place,
        updated_at: START + place + count,
        last_seq: count,
        owner: 'bot',
        indexed_seq: 0,
        last_text: '',
      });
      for (let seq = 1; seq <= count; seq += 1) {
        const fromCustomer = seq % 2 === 1;
        const kind = fromCustomer ? 'customerMessage' : 'botMessage';
        const text = `${TEXTS[random(TEXTS.length)]}${random(1000)}`;
        page.event.push({
          conversation_id: id,
          seq,
          at: START + place + seq,
          sender: fromCustomer ? `visitor:${visitor}` : 'bot',
          client_id: fromCustomer ? `${hex(place, 12)}-${seq}` : null,
          kind,
          body: JSON.stringify(fromCustomer ? { kind, text } : { kind, content: { text } }),
        });
      }
    }
    yield page;
  }
}

/** Adds `messages` messages of a seed to a database. @returns how many conversations they are in */
export async function addSampleLog(
  database: Database,
  messages: number,
  options: { seed?: number; from?: number } = {},
): Promise<number> {
  let conversations = 0;
  for (const page of sampleLog(messages, options)) {
    conversations += page.conversation.length;
    await database.write(async (db) => {
      await db.insertInto('conversation').values(page.conversation).execute();
      for (let at = 0; at < page.event.length; at += 500) {
        await db
          .insertInto('event')
          .values(page.event.slice(at, at + 500))
          .execute();
      }
    });
  }
  return conversations;
}

/** A row in every table beside the log, so that no table is copied by luck. */
export async function addSampleStaff(database: Database, conversationId: string): Promise<void> {
  await database.write(async (db: Db) => {
    const staff = {
      id: 's1',
      username: 'wang',
      display_name: '小王',
      roles: '["agent"]',
      password_hash: 'hash',
    };
    await db
      .insertInto('staff')
      .values({ ...staff, disabled: 0, created_at: START, updated_at: START })
      .execute();
    await db
      .insertInto('staff_session')
      .values({ token_hash: 'token', staff_id: 's1', created_at: START, last_seen_at: START })
      .execute();
    await db
      .insertInto('sign_in_attempt')
      .values({ name_hash: 'n', attempts: 2, forget_at: START })
      .execute();
    await db
      .insertInto('audit')
      .values({ id: 'a1', at: START, staff_id: 's1', action: 'signIn', target: null, detail: '{}' })
      .execute();
    await db
      .insertInto('due_work')
      .values({
        kind: 'turn',
        ref: conversationId,
        due_at: START,
        fence: 7,
        held_until: 0,
        held_by: '',
        attempts: 0,
        payload: '',
      })
      .execute();
    await db.insertInto('question_count').values({ day: '2026-11-22', article_id: 'a', asked: 3 }).execute();
    await db
      .insertInto('presence')
      .values({
        agent_id: 's1',
        agent_name: '小王',
        state: 'online',
        capacity: 3,
        wanted_capacity: 3,
        load: 0,
        lease_until: START,
        last_offer_at: 0,
      })
      .execute();
    const sha256 = 'ab'.repeat(32);
    await db.insertInto('blob').values({ sha256, bytes: 4 }).execute();
    await db
      .insertInto('blob_chunk')
      .values({ sha256, part: 0, data: Buffer.from([0, 255, 92, 120]) })
      .execute();
    await db
      .insertInto('content_version')
      .values({ version: 1, published_at: START, publisher: 'node', model_id: 'm' })
      .execute();
    await db
      .insertInto('content_file')
      .values({ path: 'corpus/a.md', since: 1, until: null, sha256, bytes: 4 })
      .execute();
    await db.insertInto('content_blob').values({ sha256, stored_at: START, doomed_at: null }).execute();
    const handoff = {
      id: 'h1',
      conversation_id: conversationId,
      channel: 'web',
      state: 'closed',
      reason: 'asked',
    };
    await db
      .insertInto('handoff')
      .values({
        ...handoff,
        summary: '{}',
        priority: 0,
        requested_at: START,
        queued_at: START,
        assigned_at: START,
        ended_at: START,
        agent_id: null,
        fence: 1,
        offer_until: null,
        passed_by: '[]',
        wrap_up_code: 'solved',
        wrap_up_note: '好了',
        rating: 5,
        rating_comment: null,
      })
      .execute();
  });
}
