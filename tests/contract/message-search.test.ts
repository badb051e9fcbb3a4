import fc from 'fast-check';
import { sql } from 'kysely';
import type { EventBody, NewEvent } from '../../src/conversation/event';
import type { ConversationId, HandoffId } from '../../src/conversation/id';
import { replay } from '../../src/conversation/tracker';
import { SNAPSHOT_EVERY } from '../../src/conversation/tracker-snapshot';
import { MessageIndexer } from '../../src/engine/message-indexer';
import { MessageSearch, type MessageQuery } from '../../src/engine/message-search';
import { TrackerCache } from '../../src/engine/tracker-cache';
import { SystemClock } from '../../src/clock';
import { SILENT_LOGGER } from '../../src/logger';
import { SqlStore } from '../../src/store/sql-store';
import { cleanText } from '../../src/text/door';
import { databaseKinds, forgetDurability, type TestDatabase } from '../support/databases';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-11-22T10:00:00+08:00');

const said = (body: EventBody): NewEvent => ({ sender: 'system', body });
const customer = (text: string): NewEvent => said({ kind: 'customerMessage', text });

describe.each(databaseKinds())('message search in $name', ({ create }) => {
  let test: TestDatabase;
  let store: SqlStore;
  let indexer: MessageIndexer;
  let search: MessageSearch;
  let visitors = 0;

  beforeEach(async () => {
    test = await create();
    await forgetDurability(test);
    store = new SqlStore(test.database);
    indexer = new MessageIndexer(store, new SystemClock(), SILENT_LOGGER);
    search = new MessageSearch(store);
  });
  afterEach(() => test.destroy());

  /** A conversation in which each of these is said a minute after the one before. */
  const talk = async (events: readonly (string | NewEvent)[], start = START): Promise<ConversationId> => {
    const visitor = `visitor-${(visitors += 1)}`;
    const { id } = await store.write((tx) => tx.conversations.open('web', visitor, start));
    for (const [index, event] of events.entries()) {
      const now = start + index * MINUTE;
      const next = typeof event === 'string' ? customer(event) : event;
      await store.write((tx) => tx.conversations.append(id, [next], now));
    }
    return id;
  };
  const find = (question: string, rest: Partial<MessageQuery> = {}) =>
    search.search({ question, limit: 20, ...rest });
  /** The snippets of what is found, with what was searched in brackets. */
  const shown = async (question: string, rest?: Partial<MessageQuery>): Promise<string[]> => {
    const { hits } = await find(question, rest);
    return hits.map(({ snippet, marks }) =>
      marks.toReversed().reduce((text, [start, end]) => {
        return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
      }, snippet),
    );
  };

  it('finds words of two characters, mixed ones, numbers and traditional writing', async () => {
    await talk(['这个月流量还剩多少', '查话费', '5G套餐怎么办', '号码13800001234停机了', '話費不對', '你好']);
    await indexer.indexAll();
    expect(await shown('流量')).toEqual(['这个月[流量]还剩多少']);
    expect(await shown('话费')).toEqual(['[話費]不對', '查[话费]']);
    expect(await shown('話費')).toEqual(['[話費]不對', '查[话费]']);
    expect(await shown('5G套餐')).toEqual(['[5G套餐]怎么办']);
    expect(await shown('13800001234')).toEqual(['号码[13800001234]停机了']);
    expect(await shown('1234')).toEqual(['号码1380000[1234]停机了']);
    expect(await shown('月 剩')).toEqual(['这个[月]流量还[剩]多少']);
    expect(await shown('费流')).toEqual([]);
  });

  it('takes any question as words and never as a language', async () => {
    await talk(['流量', 'it\'s 50% "off"', cleanText('nul\0byte\uD800')]);
    await indexer.indexAll();
    for (const question of ['流量"', "'流量'", '流量*', '(流量)', '流量 & !', '流\0量', '\\流量', ':流量']) {
      expect([question, await shown(question)]).toEqual([question, ['[流量]']]);
    }
    expect(await shown('off')).toEqual(['it\'s 50% "[off]"']);
    expect(await shown('nulbyte')).toHaveLength(1);
    for (const question of [
      '',
      '   ',
      '？',
      '\0',
      '"',
      "''",
      '流量 OR 话费',
      'NOT 话费',
      'a NEAR b',
      '_c',
      '_d20779',
    ]) {
      expect([question, await shown(question)]).toEqual([question, []]);
    }
    expect(await shown('流量'.repeat(1000))).toEqual([]);
    expect(await shown('a'.repeat(5000))).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (question) => {
        await find(question);
      }),
      { numRuns: 100 },
    );
  });

  it('finds what customers, the bot and agents have written, and notes', async () => {
    const handoffId = 'h' as HandoffId;
    const agent = { agentId: 'a', handoffId };
    const id = await talk([
      '宽带断了',
      said({ kind: 'botMessage', content: { text: '请重启光猫，宽带会恢复。' }, turnSeq: 2 }),
      said({ kind: 'slotSet', name: 'subject', value: '宽带' }),
      said({ kind: 'agentMessage', text: '宽带马上修', agentName: '小王', ...agent }),
      said({ kind: 'note', text: '宽带要派单', ...agent }),
    ]);
    await indexer.indexAll();
    const { hits } = await find('宽带');
    expect(hits.map(({ kind, seq, at, conversationId }) => ({ kind, seq, at, conversationId }))).toEqual(
      [
        ['note', 6, 4],
        ['agentMessage', 5, 3],
        ['botMessage', 3, 1],
        ['customerMessage', 2, 0],
      ].map(([kind, seq, minutes]) => ({
        kind,
        seq,
        at: START + Number(minutes) * MINUTE,
        conversationId: id,
      })),
    );
  });

  it('is filtered by time and conversation, and paged without a gap or a repetition', async () => {
    const ids: ConversationId[] = [];
    for (let day = 0; day < 90; day += 3) {
      ids.push(await talk(['流量不够', '话费呢', '流量包'], START - day * DAY));
    }
    await indexer.indexAll();
    const seen: string[] = [];
    let cursor: number | undefined;
    do {
      const page = await find('流量', { limit: 7, cursor });
      seen.push(...page.hits.map(({ conversationId, seq }) => `${conversationId} ${seq}`));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.flatMap((id) => [`${id} 4`, `${id} 2`]));
    const places = async (rest: Partial<MessageQuery>) =>
      (await find('流量', rest)).hits.map(({ conversationId, seq }) => [ids.indexOf(conversationId), seq]);
    expect(await places({ conversationId: ids[4]! })).toEqual([
      [4, 4],
      [4, 2],
    ]);
    const range = { from: START - 9 * DAY + MINUTE, to: START - 3 * DAY + 2 * MINUTE };
    expect(await places(range)).toEqual([
      [1, 2],
      [2, 4],
      [2, 2],
      [3, 4],
    ]);
    expect(await places({ ...range, conversationId: ids[3]! })).toEqual([[3, 4]]);
    expect(await places({ from: START + DAY })).toEqual([]);
  });

  it('finds a rare word behind thousands of other messages, and an old one', async () => {
    await talk(['信号增强器哪里买'], START - 200 * DAY);
    await talk(['信号增强器多少钱'], START - 10 * DAY);
    for (let index = 0; index < 3; index += 1) {
      const { id } = await store.write((tx) => tx.conversations.open('web', `many-${index}`, START));
      const many = Array.from({ length: 800 }, (_, nth) => customer(`第${nth}次问流量`));
      await store.write((tx) => tx.conversations.append(id, many, START + index));
    }
    await indexer.indexAll();
    expect(await shown('增强器')).toEqual(['信号[增强器]多少钱', '信号[增强器]哪里买']);
    expect((await find('流量')).hits).toHaveLength(20);
    expect(await shown('第799次')).toHaveLength(3);
  });

  it('finds what many messages have said in one millisecond', async () => {
    const { id } = await store.write((tx) => tx.conversations.open('web', 'burst', START));
    const burst = Array.from({ length: 2500 }, (_, nth) => customer(nth % 500 === 0 ? '流量' : '话费'));
    await store.write((tx) => tx.conversations.append(id, burst, START));
    await indexer.indexAll();
    expect((await find('流量')).hits.map(({ seq }) => seq)).toEqual([2002, 1502, 1002, 502, 2]);
  });

  it('goes on where it stopped, adds nothing twice, and shares the work with another node', async () => {
    const texts = Array.from({ length: 150 }, (_, index) => `第${index}条流量`);
    const ids = [await talk(texts), await talk(texts), await talk(['流量'])];
    const other = new MessageIndexer(new SqlStore(test.database), new SystemClock(), SILENT_LOGGER);
    await Promise.all([indexer.indexAll(), other.indexAll(), indexer.indexAll()]);
    // A node that lost every claim of its last look has left the rest to others.
    await indexer.indexAll();
    const { rows } = await sql<{ n: number }>`select count(*) as n from indexed_message`.execute(
      test.database.admin,
    );
    expect(rows).toEqual([{ n: 301 }]);
    expect(await store.read((tx) => tx.messages.unindexed(10))).toEqual([]);
    await store.write((tx) => tx.conversations.append(ids[2]!, [customer('又是流量')], START + DAY));
    expect(await store.read((tx) => tx.messages.unindexed(10))).toEqual([
      { id: ids[2], indexedSeq: 2, lastSeq: 3 },
    ]);
    await new MessageIndexer(store, new SystemClock(), SILENT_LOGGER).indexAll();
    expect((await shown('流量'))[0]).toBe('又是[流量]');
  });

  it('follows the logs by itself', async () => {
    await talk(['旧的流量']);
    indexer.start();
    const found = async (count: number): Promise<boolean> => (await find('流量')).hits.length === count;
    while (!(await found(1))) await new Promise((resolve) => setTimeout(resolve, 10));
    await talk(['新的流量'], START + DAY);
    indexer.wake();
    while (!(await found(2))) await new Promise((resolve) => setTimeout(resolve, 10));
    await indexer.stop();
    await talk(['停了以后的流量'], START + 2 * DAY);
    indexer.wake();
    expect(await store.read((tx) => tx.messages.unindexed(10))).toHaveLength(1);
  });

  it('sets a log aside that cannot be indexed, and goes on with the others', async () => {
    const broken = await talk(['流量']);
    await talk(['流量'], START - DAY);
    await sql`update event set body = '{' where conversation_id = ${broken} and seq = 2`.execute(
      test.database.admin,
    );
    await indexer.indexAll();
    expect((await find('流量')).hits).toHaveLength(1);
    expect(await store.read((tx) => tx.messages.unindexed(10))).toHaveLength(1);
  });

  it('keeps nothing of a transaction that fails', async () => {
    const id = await talk(['流量']);
    const [behind] = await store.read((tx) => tx.messages.unindexed(10));
    const failed = store.write(async (tx) => {
      await tx.messages.claim(behind!);
      await tx.messages.add(id, [{ seq: 2, at: START, kind: 'customerMessage', terms: ['流量'] }]);
      await tx.messages.advance(id, 2);
      throw new Error('crash');
    });
    await expect(failed).rejects.toThrow('crash');
    expect((await find('流量')).hits).toEqual([]);
    await indexer.indexAll();
    expect((await find('流量')).hits).toHaveLength(1);
  });

  it('keeps trackers beside long logs, from which they open without the whole log', async () => {
    const id = await talk(['开始']);
    for (let part = 0; part < 5; part += 1) {
      const many = Array.from({ length: SNAPSHOT_EVERY / 2 }, (_, nth) => customer(`第${nth}次`));
      await store.write((tx) => tx.conversations.append(id, many, START));
    }
    await indexer.indexAll();
    const log = await store.read((tx) => tx.conversations.eventsAfter(id, 0, 10_000));
    const snapshot = await store.read((tx) => tx.snapshots.find(id));
    expect(snapshot).toEqual(replay(log.slice(0, snapshot?.lastSeq)));
    expect(log.length - (snapshot?.lastSeq ?? 0)).toBeLessThan(SNAPSHOT_EVERY);
    expect(await store.read((tx) => new TrackerCache().get(tx, id))).toEqual(replay(log));
    // One of another version of the fold is none.
    await sql`update tracker_snapshot set version = 0, tracker = '{}'`.execute(test.database.admin);
    expect(await store.read((tx) => new TrackerCache().get(tx, id))).toEqual(replay(log));
  });
});
