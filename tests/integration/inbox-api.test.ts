import { SystemClock } from '../../src/clock';
import type { NewEvent } from '../../src/conversation/event';
import type { ConversationId, HandoffId } from '../../src/conversation/id';
import { MessageIndexer } from '../../src/engine/message-indexer';
import { SILENT_LOGGER } from '../../src/logger';
import { START } from '../support/engine';
import { startStaffApp, type StaffApp } from '../support/staff-app';

const customer = (text: string): NewEvent => ({ sender: 'system', body: { kind: 'customerMessage', text } });

describe('the inbox and message search over HTTP', () => {
  let app: StaffApp;
  let boss: Awaited<ReturnType<StaffApp['signIn']>>;
  const ids: ConversationId[] = [];

  const get = async (path: string, status = 200) => {
    const reply = await app.call('get', `/api/v1${path}`).set('Cookie', boss.cookie);
    expect([path, reply.status]).toEqual([path, status]);
    return reply.body;
  };
  const append = (id: ConversationId, event: NewEvent, at: number) =>
    app.store.write((tx) => tx.conversations.append(id, [event], at));

  beforeAll(async () => {
    app = await startStaffApp();
    boss = await app.signIn('supervisor');
    for (let index = 0; index < 25; index += 1) {
      const channel = index % 5 === 0 ? 'rest' : 'web';
      const at = START + index * 1000;
      const { id } = await app.store.write((tx) => tx.conversations.open(channel, `abcd${index}`, at));
      ids.push(id);
      await append(id, customer(`第${index}位问流量`), at);
    }
    await app.store.write((tx) => tx.conversations.open('web', 'silent', START + 99_000));
    await append(
      ids[7]!,
      {
        sender: 'system',
        body: {
          kind: 'handoffRequested',
          handoffId: 'h' as HandoffId,
          summary: { reason: 'asked', utterance: '', entities: [], tried: [] },
        },
      },
      START + 50_000,
    );
    await new MessageIndexer(app.store, new SystemClock(), SILENT_LOGGER).indexAll();
  });
  afterAll(() => app.stop());

  const listed = async (query: string): Promise<number[]> => {
    const { conversations } = await get(`/conversations?${query}`);
    return conversations.map(({ id }: { id: ConversationId }) => ids.indexOf(id));
  };

  it('lists conversations by their last activity, without those in which nothing was said', async () => {
    const { conversations } = await get('/conversations?limit=2');
    expect(conversations).toEqual([
      {
        id: ids[7],
        channel: 'web',
        customer: '顾客 ABCD',
        owner: 'queue',
        lastText: '第7位问流量',
        updatedAt: START + 50_000,
        lastSeq: 3,
      },
      {
        id: ids[24],
        channel: 'web',
        customer: '顾客 ABCD',
        owner: 'bot',
        lastText: '第24位问流量',
        updatedAt: START + 24_000,
        lastSeq: 2,
      },
    ]);
    expect(await listed('limit=100')).toHaveLength(25);
  });

  it('filters by owner and channel', async () => {
    expect(await listed('owner=queue')).toEqual([7]);
    expect(await listed('owner=agent')).toEqual([]);
    expect(await listed('channel=rest')).toEqual([20, 15, 10, 5, 0]);
    expect(await listed('channel=rest&owner=queue')).toEqual([]);
    expect(await listed('owner=bot&limit=1')).toEqual([24]);
  });

  it('gives every conversation exactly once over pages', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await get(`/conversations?limit=4${cursor}`);
      seen.push(...page.conversations.map(({ id }: { id: string }) => id));
      cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it('reads a conversation in pages and records it', async () => {
    const path = `/conversations/${ids[7]}/events`;
    const { conversation, events, logEpoch } = await get(path);
    expect(conversation).toEqual({
      id: ids[7],
      channel: 'web',
      customer: '顾客 ABCD',
      owner: 'queue',
      lastSeq: 3,
    });
    expect(logEpoch).toBe(await app.store.logEpoch());
    expect(events.map(({ seq, body }: { seq: number; body: { kind: string } }) => [seq, body.kind])).toEqual([
      [1, 'started'],
      [2, 'customerMessage'],
      [3, 'handoffRequested'],
    ]);
    const seqs = async (query: string) =>
      (await get(`${path}?${query}`)).events.map(({ seq }: { seq: number }) => seq);
    expect(await seqs('limit=2')).toEqual([2, 3]);
    expect(await seqs('before=3&limit=1')).toEqual([2]);
    expect(await seqs('after=0&limit=2')).toEqual([1, 2]);
    expect(await seqs('after=3')).toEqual([]);
    const trail = (await app.accounts.auditTrail(5)).map(({ action, staffId, target, detail }) => [
      action,
      staffId,
      target,
      detail,
    ]);
    expect(trail).toEqual([
      ['conversationRead', boss.staff.id, ids[7], ''],
      ['conversationRead', boss.staff.id, ids[7], 'events=1-2'],
      ['conversationRead', boss.staff.id, ids[7], 'events=2-2'],
      ['conversationRead', boss.staff.id, ids[7], 'events=2-3'],
      ['conversationRead', boss.staff.id, ids[7], 'events=1-3'],
    ]);
  });

  it('finds messages and records that somebody has searched, not what', async () => {
    const { hits, next } = await get(`/messages/search?q=${encodeURIComponent('流量 第7位')}`);
    expect(next).toBeUndefined();
    expect(hits).toEqual([
      {
        conversationId: ids[7],
        seq: 2,
        at: START + 7000,
        kind: 'customerMessage',
        snippet: '第7位问流量',
        marks: [
          [0, 3],
          [4, 6],
        ],
      },
    ]);
    const [line] = await app.accounts.auditTrail(1);
    expect(line).toMatchObject({ action: 'messagesSearched', staffId: boss.staff.id, detail: 'hits=1' });
    const q = encodeURIComponent('流量');
    const first = await get(`/messages/search?q=${q}&limit=20`);
    const rest = await get(`/messages/search?q=${q}&limit=20&cursor=${first.next}`);
    expect([first.hits.length, rest.hits.length]).toEqual([20, 5]);
    const one = await get(`/messages/search?q=${q}&conversation=${ids[3]}`);
    expect(one.hits).toHaveLength(1);
    const range = await get(`/messages/search?q=${q}&from=${START + 3000}&to=${START + 6000}`);
    expect(range.hits).toHaveLength(3);
  });

  it('refuses what is no question', async () => {
    for (const path of [
      '/conversations?limit=0',
      '/conversations?limit=101',
      '/conversations?owner=nobody',
      '/conversations?cursor=x',
      '/conversations?channel=%27',
      `/conversations/${ids[0]}/events?after=1&before=2`,
      `/conversations/${ids[0]}/events?after=-1`,
      '/messages/search',
      '/messages/search?q=%20',
      `/messages/search?q=${'a'.repeat(201)}`,
      '/messages/search?q=a&limit=51',
      '/messages/search?q=a&cursor=x',
    ]) {
      expect((await get(path, 400)).error.code).toBe('bad_request');
    }
    expect((await get('/conversations/unknown/events', 404)).error.code).toBe('not_found');
    for (const q of ['%00', '"', "'; drop table event; --", '*', '%F0%9F%98%80']) {
      await get(`/messages/search?q=${q}`);
    }
  });
});
