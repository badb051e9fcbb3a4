import { MAX_MESSAGE_LENGTH } from '../../../src/conversation/message-length';
import * as fc from 'fast-check';
import { type HelloReply, type VisibleEvent } from '../../../src/channels/web-chat/schema';
import type { EventBody, HandoffState } from '../../../src/conversation/event';
import type { HandoffId } from '../../../src/conversation/id';
import { firstSeq, resumeCursor } from '../../../src/web/widget/event-log';
import { nextToSend } from '../../../src/web/widget/outbox';
import { queueText, waitText } from '../../../src/web/widget/queue-text';
import { initialState, MAX_LENGTH, reduce, type Action, type ChatState } from '../../../src/web/widget/state';
import { markOf } from '../../../src/web/widget/transcript';

type Visible = Extract<VisibleEvent, { body: unknown }>;
const handoffId = (id: string): HandoffId => id as HandoffId;

const event = (seq: number, from: Visible['from'], body: EventBody, clientId?: string): VisibleEvent => ({
  seq,
  at: 1_000 + seq,
  from,
  body,
  clientId,
});
const hidden = (seq: number): VisibleEvent => ({ seq, kind: 'hidden' });
const said = (seq: number, text: string, clientId?: string): VisibleEvent =>
  event(seq, 'customer', { kind: 'customerMessage', text }, clientId);
const answered = (seq: number, text: string): VisibleEvent =>
  event(seq, 'bot', { kind: 'botMessage', content: { text }, turnSeq: seq - 1 });
const agentSaid = (seq: number, text: string): VisibleEvent =>
  event(seq, 'agent', {
    kind: 'agentMessage',
    text,
    agentId: 'a1',
    agentName: '小王',
    handoffId: handoffId('h1'),
  });
const requested = (seq: number, id = 'h1'): VisibleEvent =>
  event(seq, 'system', {
    kind: 'handoffRequested',
    handoffId: handoffId(id),
    summary: { reason: 'asked', utterance: '', entities: [], tried: [] },
  });
const moved = (seq: number, from: HandoffState, to: HandoffState, id = 'h1'): VisibleEvent =>
  event(seq, 'system', {
    kind: 'handoffMoved',
    handoffId: handoffId(id),
    from,
    to,
    fence: 1,
    agentId: 'a1',
    agentName: '小王',
    cause: 'test',
  });
const rated = (seq: number, score: number, id = 'h1'): VisibleEvent =>
  event(seq, 'customer', { kind: 'rating', handoffId: handoffId(id), score, comment: '' });

const WELCOME = { robotNotice: '', privacyNotice: '', greeting: '您好', hotQuestions: [] };
const hello = (events: VisibleEvent[], more: Partial<HelloReply> = {}): Action => ({
  type: 'welcomed',
  reply: {
    conversationId: 'c1',
    logEpoch: 'e1',
    lastSeq: events.at(-1)?.seq ?? 0,
    reload: true,
    events,
    welcome: WELCOME,
    ...more,
  },
});
const batch = (...events: VisibleEvent[]): Action => ({ type: 'batch', events });
const written = (clientId: string, text = clientId): Action => ({
  type: 'written',
  message: { clientId, text, at: 0, status: { type: 'waiting' } },
});
const run = (...actions: Action[]): ChatState => actions.reduce(reduce, initialState([]));
const texts = (state: ChatState): string[] =>
  state.transcript.items.map((item) =>
    item.type === 'bot'
      ? item.content.text
      : item.type === 'rating'
        ? `rating ${item.score ?? '?'}`
        : item.text,
  );

describe('resume', () => {
  test('a first visit asks without a cursor, a later connection with the last seq and the epoch', () => {
    expect(resumeCursor(run().log)).toBeUndefined();
    const state = run(hello([hidden(1), said(2, '您好')]));
    expect(resumeCursor(state.log)).toEqual({ lastSeq: 2, logEpoch: 'e1' });
  });

  test('the missing events are added; reload puts the newest page in the place of all', () => {
    const state = run(
      hello([said(1, '一')]),
      { type: 'disconnected' },
      hello([answered(2, '二')], { reload: false }),
    );
    expect(texts(state)).toEqual(['一', '二']);
    const reloaded = reduce(state, hello([said(90, '九十')]));
    expect(texts(reloaded)).toEqual(['九十']);
    expect(reloaded.log).toMatchObject({ cursor: 90, behind: false, complete: false });
  });

  test('events that came while hello was under way are not shown twice', () => {
    const state = run(
      hello([said(1, '一')]),
      batch(answered(2, '二')),
      hello([answered(2, '二'), said(3, '三')], { reload: false }),
    );
    expect(texts(state)).toEqual(['一', '二', '三']);
  });

  test('an answer with a hole is refused whole: the next hello takes the newest page', () => {
    const state = run(hello([said(1, '一')]), hello([said(3, '三')], { reload: false }));
    expect(state.log.behind).toBe(true);
    expect(resumeCursor(state.log)).toBeUndefined();
  });

  test('an answer of another epoch never continues the old log', () => {
    const state = run(hello([said(1, '旧')]), hello([said(1, '新')], { logEpoch: 'e2', reload: false }));
    expect(texts(state)).toEqual(['新']);
    expect(resumeCursor(state.log)).toEqual({ lastSeq: 1, logEpoch: 'e2' });
  });

  test('a page that ends below the top asks for the rest', () => {
    const state = run(hello([said(1, '一')]), hello([said(2, '二')], { reload: false, lastSeq: 9 }));
    expect(state.log).toMatchObject({ cursor: 2, behind: true });
  });
});

describe('gaps', () => {
  test('hidden events count: after them the next event follows', () => {
    const state = run(hello([said(1, '一')]), batch(hidden(2), hidden(3)), batch(answered(4, '四')));
    expect(state.log).toMatchObject({ cursor: 4, behind: false });
    expect(texts(state)).toEqual(['一', '四']);
  });

  test('a batch that does not follow is not shown', () => {
    const state = run(hello([said(1, '一')]), batch(answered(3, '三')));
    expect(state.log).toMatchObject({ cursor: 1, behind: true });
    expect(texts(state)).toEqual(['一']);
  });

  test('a batch with a hole inside is refused whole', () => {
    const state = run(hello([said(1, '一')]), batch(said(2, '二'), said(4, '四')));
    expect(state.log).toMatchObject({ cursor: 1, behind: true });
  });

  test('a heartbeat above the cursor means that something was missed', () => {
    const state = run(hello([said(1, '一')]));
    expect(reduce(state, { type: 'top', lastSeq: 1 }).log.behind).toBe(false);
    expect(reduce(state, { type: 'top', lastSeq: 2 }).log.behind).toBe(true);
  });

  test('whatever is lost, repeated or late, the shown log is an unbroken start of the real one', () => {
    const real = Array.from({ length: 30 }, (_, index) =>
      said(index + 1, `第${index + 1}条`, `c${index + 1}`),
    );
    const slice = fc.tuple(fc.nat(30), fc.nat(8)).map(([start, length]) => real.slice(start, start + length));
    fc.assert(
      fc.property(fc.array(slice, { maxLength: 40 }), (batches) => {
        const state = run(hello([]), ...batches.map((events) => batch(...events)));
        expect(state.log.events).toEqual(real.slice(0, state.log.cursor));
      }),
    );
  });
});

describe('history', () => {
  const state = run(hello([answered(11, '十一')]));

  test('an older page goes before the first event', () => {
    const older = reduce(state, { type: 'historyLoaded', before: 11, events: [said(9, '九'), hidden(10)] });
    expect(texts(older)).toEqual(['九', '十一']);
    expect(older.log).toMatchObject({ cursor: 11, complete: false });
    expect(firstSeq(older.log)).toBe(9);
  });

  test('a page that does not join, or was asked for before a reload, is ignored', () => {
    const apart = reduce(state, { type: 'historyLoaded', before: 11, events: [said(8, '八')] });
    expect(texts(apart)).toEqual(['十一']);
    const stale = reduce(state, { type: 'historyLoaded', before: 5, events: [said(4, '四')] });
    expect(texts(stale)).toEqual(['十一']);
  });

  test('seq 1 or an empty page is the beginning', () => {
    expect(reduce(state, { type: 'historyLoaded', before: 11, events: [] }).log.complete).toBe(true);
    const all = Array.from({ length: 10 }, (_, index) => hidden(index + 1));
    expect(reduce(state, { type: 'historyLoaded', before: 11, events: all }).log.complete).toBe(true);
  });

  test('an older page changes neither a newer choice nor the rating', () => {
    const newer = run(
      hello([event(11, 'customer', { kind: 'feedback', messageSeq: 9, helpful: false }), rated(12, 4)]),
    );
    const loaded = reduce(newer, {
      type: 'historyLoaded',
      before: 11,
      events: [answered(9, '九'), moved(10, 'assigned', 'wrapUp')],
    });
    expect(loaded.transcript.feedback[9]).toBe(false);
    expect(texts(loaded)).toContain('rating 4');
  });
});

describe('outbox', () => {
  test('one message at a time, in the order of writing', () => {
    let state = run(hello([]), written('a'), written('b'));
    expect(nextToSend(state.outbox)?.clientId).toBe('a');
    state = reduce(state, { type: 'moved', clientId: 'a', status: { type: 'sending' } });
    expect(nextToSend(state.outbox)).toBeUndefined();
    state = reduce(state, { type: 'moved', clientId: 'a', status: { type: 'sent', seq: 1 } });
    expect(nextToSend(state.outbox)?.clientId).toBe('b');
  });

  test('a message that arrives by event is confirmed, with or without an acknowledgement', () => {
    const state = run(hello([]), written('a'), { type: 'moved', clientId: 'a', status: { type: 'sending' } });
    const arrived = reduce(state, batch(said(1, 'a', 'a')));
    expect(arrived.outbox).toEqual([]);
    expect(texts(arrived)).toEqual(['a']);
    // The late acknowledgement changes nothing.
    expect(
      reduce(arrived, { type: 'moved', clientId: 'a', status: { type: 'sent', seq: 1 } }).outbox,
    ).toEqual([]);
  });

  test('a message that was acknowledged is in the log, also where the page begins after it', () => {
    const state = run(hello([]), written('a'), {
      type: 'moved',
      clientId: 'a',
      status: { type: 'sending' },
    });
    const reloaded = reduce(state, hello([said(90, '九十')]));
    expect(reloaded.outbox).toHaveLength(1);
    const sent: Action = { type: 'moved', clientId: 'a', status: { type: 'sent', seq: 3 } };
    expect(reduce(reloaded, sent).outbox).toEqual([]);
  });

  test('an agent cannot confirm a message by using its client id', () => {
    const state = run(
      hello([]),
      written('a'),
      batch(event(1, 'agent', { kind: 'read', side: 'staff', upToSeq: 0 }, 'a')),
    );
    expect(state.outbox).toHaveLength(1);
  });

  test('after a new connection what got no answer goes again; what was refused stays', () => {
    const state = run(
      hello([]),
      ...['way', 'lost', 'refused', 'arrived'].map((id) => written(id)),
      { type: 'moved', clientId: 'way', status: { type: 'sending' } },
      { type: 'moved', clientId: 'lost', status: { type: 'failed', lost: true } },
      { type: 'moved', clientId: 'refused', status: { type: 'failed', lost: false, reason: '太频繁' } },
      { type: 'disconnected' },
      hello([said(1, 'arrived', 'arrived')]),
    );
    expect(state.outbox.map(({ clientId, status }) => [clientId, status.type])).toEqual([
      ['way', 'waiting'],
      ['lost', 'waiting'],
      ['refused', 'failed'],
    ]);
  });

  test('a message that is too long goes back into the composer', () => {
    const state = run(hello([]), written('a', '很长'), {
      type: 'returned',
      clientId: 'a',
      reason: '内容太长了',
    });
    expect(state.outbox).toEqual([]);
    expect(state.returned).toEqual({ clientId: 'a', text: '很长', reason: '内容太长了' });
    expect(reduce(state, written('b')).returned).toBeUndefined();
  });

  test('the limit is the server’s', () => {
    expect(MAX_LENGTH).toBe(MAX_MESSAGE_LENGTH);
  });
});

describe('handoff', () => {
  test('the lines tell the way from the request to the end', () => {
    const state = run(
      hello([
        requested(1),
        moved(2, 'requested', 'queued'),
        moved(3, 'queued', 'offered'),
        moved(4, 'offered', 'assigned'),
        agentSaid(5, '您好'),
        moved(6, 'assigned', 'wrapUp'),
        moved(7, 'wrapUp', 'closed'),
      ]),
    );
    expect(texts(state)).toEqual(['客服 小王 已接入', '您好', '人工服务已结束', 'rating ?']);
    expect(state.transcript.owner).toBe('bot');
  });

  test('the end of an old wrap-up does not touch the next handoff', () => {
    const state = run(
      hello([moved(1, 'assigned', 'wrapUp'), requested(2, 'h2'), moved(3, 'wrapUp', 'closed', 'h1')]),
    );
    expect(state.transcript.owner).toBe('queue');
  });

  test('a page that begins in the middle of a handoff knows the agent by a message', () => {
    expect(run(hello([agentSaid(70, '在')])).transcript).toMatchObject({ owner: 'agent', agentName: '小王' });
  });
});

describe('rating', () => {
  test('asked after the agent’s part, answered by the event', () => {
    const asked = run(hello([moved(1, 'offered', 'assigned'), moved(2, 'assigned', 'closed')]));
    expect(texts(asked)).toContain('rating ?');
    const done = reduce(asked, batch(rated(3, 5)));
    expect(texts(done)).toContain('rating 5');
    expect(texts(done)).not.toContain('rating ?');
  });

  test.each<[HandoffState, HandoffState]>([
    ['queued', 'bot'],
    ['queued', 'abandoned'],
    ['wrapUp', 'closed'],
    ['assigned', 'queued'],
  ])('not asked after %s → %s', (from, to) => {
    expect(texts(run(hello([moved(1, from, to)]))).some((text) => text.startsWith('rating'))).toBe(false);
  });

  test('no longer asked once the next handoff is on its way', () => {
    const state = run(hello([moved(1, 'assigned', 'wrapUp'), requested(2, 'h2')]));
    expect(texts(state)).not.toContain('rating ?');
  });
});

describe('queue', () => {
  test('comes with hello and with events, and ends when an agent is there', () => {
    let state = run(hello([requested(1)], { queue: { ahead: 2, waitMs: 90_000 } }));
    expect(state.queue).toEqual({ ahead: 2, waitMs: 90_000 });
    state = reduce(state, { type: 'queue', status: { ahead: 0 } });
    expect(queueText(state.queue)).toBe('下一位就是您');
    expect(reduce(state, batch(moved(2, 'offered', 'assigned'))).queue).toBeNull();
    expect(reduce(state, batch(moved(2, 'queued', 'bot'))).queue).toBeNull();
  });

  test('stays when the page does not hold the request and the customer writes on', () => {
    const state = run(hello([said(60, '在吗')], { queue: { ahead: 1 } }), batch(said(61, '还要多久')));
    expect(state.queue).toEqual({ ahead: 1 });
  });

  test('waits are told in whole minutes, rounded up', () => {
    expect(waitText({ ahead: 3, waitMs: 61_000 })).toBe('预计等待约 2 分钟');
    expect(waitText({ ahead: 3, waitMs: 20_000 })).toBe('预计等待不到 1 分钟');
    expect(waitText({ ahead: 3 })).toBeUndefined();
    expect(queueText({ ahead: 3 })).toBe('您前面还有 3 位');
  });
});

describe('marks, typing and feedback', () => {
  test('the staff’s marks only go up, and reading implies delivery', () => {
    const state = run(
      hello([said(1, '一'), said(2, '二'), said(3, '三')]),
      batch(event(4, 'agent', { kind: 'delivered', side: 'staff', upToSeq: 2 })),
      batch(event(5, 'agent', { kind: 'read', side: 'staff', upToSeq: 1 })),
      batch(event(6, 'customer', { kind: 'read', side: 'customer', upToSeq: 3 })),
    );
    expect([1, 2, 3].map((seq) => markOf(state.transcript, seq))).toEqual(['read', 'delivered', 'sent']);
    expect(state.transcript.customerRead).toBe(3);
  });

  test('a typing sign ends with its writer’s message, and with the connection', () => {
    const typing = run(hello([said(1, '一')]), { type: 'typing', from: 'bot', on: true });
    expect(reduce(typing, batch(hidden(2))).typing.bot).toBe(true);
    expect(reduce(typing, batch(answered(2, '二'))).typing.bot).toBe(false);
    expect(reduce(typing, { type: 'disconnected' }).typing.bot).toBe(false);
  });

  test('a choice holds until the log tells of one, on this page or another', () => {
    const chosen = run(hello([answered(1, '一')]), { type: 'chosen', messageSeq: 1, helpful: true });
    const told = (seq: number, helpful: boolean): Action =>
      batch(event(seq, 'customer', { kind: 'feedback', messageSeq: 1, helpful }));
    const state = [told(2, true), told(3, false)].reduce(reduce, chosen);
    expect(state.chosen).toEqual({});
    expect(state.transcript.feedback).toEqual({ 1: false });
  });

  test('a refused choice is taken back', () => {
    const state = run(hello([answered(1, '一')]), { type: 'chosen', messageSeq: 1, helpful: true });
    expect(state.chosen).toEqual({ 1: true });
    expect(reduce(state, { type: 'chosen', messageSeq: 1, helpful: undefined }).chosen).toEqual({});
  });
});
