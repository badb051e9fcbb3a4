import type { NewEvent } from '../../src/conversation/event';
import { newHandoffId } from '../../src/conversation/id';
import { replay } from '../../src/conversation/tracker';
import { SqlStore } from '../../src/store/sql-store';
import { databaseKinds, type TestDatabase } from '../support/databases';

const says = (clientId: string, text: string): NewEvent => ({
  sender: 'visitor:v',
  clientId,
  body: { kind: 'customerMessage', text },
});

describe.each(databaseKinds())('conversations in $name', ({ create }) => {
  let test: TestDatabase;
  let store: SqlStore;

  beforeAll(async () => {
    test = await create();
    store = new SqlStore(test.database);
  });
  afterAll(() => test.destroy());

  const open = (visitor: string) => store.write((tx) => tx.conversations.open('web', visitor, 1000));

  it('opens one conversation per visitor and channel, even when asked twice at once', async () => {
    const opened = await Promise.all([open('twice'), open('twice'), open('twice')]);
    expect(new Set(opened.map((conversation) => conversation.id)).size).toBe(1);
    const other = await store.write((tx) => tx.conversations.open('rest', 'twice', 1000));
    expect(other.id).not.toBe(opened[0]?.id);
    const events = await store.read((tx) => tx.conversations.eventsAfter(opened[0].id, 0, 10));
    expect(events.map((event) => event.body.kind)).toEqual(['started']);
  });

  it('numbers events without gaps under concurrent appends', async () => {
    const { id } = await open('gapless');
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        store.write((tx) => tx.conversations.append(id, [says(`client-${index}`, `第${index}条`)], 2000)),
      ),
    );
    const events = await store.read((tx) => tx.conversations.eventsAfter(id, 0, 100));
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
    expect(replay(events).pending).toHaveLength(40);
  });

  it('takes the same client id of the same sender once and answers its first seq', async () => {
    const { id } = await open('duplicate');
    const first = await store.write((tx) => tx.conversations.append(id, [says('same-one', '查话费')], 2000));
    const again = await store.write((tx) => tx.conversations.append(id, [says('same-one', '查话费')], 3000));
    expect(first.seqs).toEqual([2]);
    expect(again).toEqual({ events: [], seqs: [2] });
    const fromBot: NewEvent = {
      sender: 'bot',
      clientId: 'same-one',
      body: { kind: 'botMessage', content: { text: '好的' }, turnSeq: 2 },
    };
    const bot = await store.write((tx) => tx.conversations.append(id, [fromBot], 3000));
    expect(bot.seqs).toEqual([3]);
  });

  it('keeps what failed out and what stood beside it in', async () => {
    const { id } = await open('failing');
    const results = await Promise.allSettled([
      store.write((tx) => tx.conversations.append(id, [says('before-x', '前')], 2000)),
      store.write(async (tx) => {
        await tx.conversations.append(id, [says('failing-x', '坏')], 2000);
        throw new Error('boom');
      }),
      store.write((tx) => tx.conversations.append(id, [says('after-xx', '后')], 2000)),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const events = await store.read((tx) => tx.conversations.eventsAfter(id, 1, 10));
    expect(events.map((event) => (event.body.kind === 'customerMessage' ? event.body.text : ''))).toEqual(
      expect.arrayContaining(['前', '后']),
    );
    expect(events.map((event) => event.seq)).toEqual([2, 3]);
  });

  it('pages forward and back', async () => {
    const { id } = await open('paging');
    const many = Array.from({ length: 9 }, (_, index) => says(`paging-${index}`, `${index}`));
    await store.write((tx) => tx.conversations.append(id, many, 2000));
    const seqs = (events: { seq: number }[]) => events.map((event) => event.seq);
    expect(seqs(await store.read((tx) => tx.conversations.eventsAfter(id, 4, 3)))).toEqual([5, 6, 7]);
    expect(seqs(await store.read((tx) => tx.conversations.eventsBefore(id, 5, 3)))).toEqual([2, 3, 4]);
    expect(seqs(await store.read((tx) => tx.conversations.eventsBefore(id, 1, 3)))).toEqual([]);
  });

  it('keeps the owner of the row equal to the owner of the tracker', async () => {
    const { id } = await open('owner');
    const handoffId = newHandoffId(1);
    const moved = (
      from: 'requested' | 'queued' | 'offered' | 'assigned' | 'wrapUp',
      to: 'queued' | 'offered' | 'assigned' | 'wrapUp' | 'closed',
    ): NewEvent => ({
      sender: 'system',
      body: { kind: 'handoffMoved', handoffId, from, to, fence: 1, cause: 'test' },
    });
    const steps: NewEvent[] = [
      {
        sender: 'bot',
        body: {
          kind: 'handoffRequested',
          handoffId,
          summary: { reason: 'asked', utterance: '转人工', entities: [], tried: [] },
        },
      },
      moved('requested', 'queued'),
      moved('queued', 'offered'),
      moved('offered', 'assigned'),
      moved('assigned', 'wrapUp'),
      moved('wrapUp', 'closed'),
    ];
    for (const step of steps) {
      await store.write((tx) => tx.conversations.append(id, [step], 2000));
      const record = await store.read((tx) => tx.conversations.find(id));
      const events = await store.read((tx) => tx.conversations.eventsAfter(id, 0, 100));
      expect(record?.owner).toBe(replay(events).owner);
    }
  });

  it('stores every character that a person can send', async () => {
    const { id } = await open('unicode');
    const text = '话费😂 \u{20BB7} "\'; drop table event; -- \\ \uFFFD';
    await store.write((tx) => tx.conversations.append(id, [says('unicode-1', text)], 2000));
    const [event] = await store.read((tx) => tx.conversations.eventsAfter(id, 1, 1));
    expect(event?.body).toEqual({ kind: 'customerMessage', text });
  });

  it('refuses a conversation that is not there', async () => {
    const append = store.write((tx) => tx.conversations.append('none' as never, [says('none-xxx', 'x')], 1));
    await expect(append).rejects.toMatchObject({ code: 'not_found' });
  });
});
