import {
  lastTextOf,
  unreadOf,
  waitingForReplySince,
  type ChatView,
} from '../../../src/web/console/state/chat-view';
import { initialState, reduce, type Action, type DeskView } from '../../../src/web/console/state/desk-state';
import { nextToSend } from '../../../src/web/console/state/outbox';
import { deskChat, deskState, event, outMessage, replied, said } from './console-chats';

const after = (state: DeskView, ...actions: Action[]): DeskView => actions.reduce(reduce, state);
const welcomed = (desk = deskState([deskChat()])): Action => ({ type: 'welcomed', desk, now: 4000 });
const opened = (...events: ReturnType<typeof said>[]): Action => ({
  type: 'opened',
  conversationId: 'c1',
  reply: { events, logEpoch: 'e1', reload: true },
});
const batch = (...events: ReturnType<typeof said>[]): Action => ({
  type: 'batch',
  conversationId: 'c1',
  events,
});
const view = (state: DeskView, handoffId = 'h1'): ChatView => {
  const found = state.chats[handoffId];
  if (!found) throw new Error(`no chat ${handoffId}`);
  return found;
};
const start = after(initialState([]), welcomed(), opened(said(1), said(2)));
const written = (clientId: string): Action => ({ type: 'written', message: outMessage(clientId) });
const ids = (state: DeskView): string[] => state.outbox.map(({ clientId }) => clientId);

describe('the chats of a desk', () => {
  it('follow what the server lists, and the clock of the server', () => {
    expect(start.connection).toBe('online');
    expect(start.clockOffsetMs).toBe(1000);
    const empty = after(start, { type: 'desk', desk: deskState([]), now: 5000 });
    expect(view(empty).listed).toBe(false);
    expect(after(empty, { type: 'left', handoffId: 'h1' }).chats).toEqual({});
  });

  it('share the log when a conversation is in two handoffs at once', () => {
    const both = deskState(
      [deskChat({ state: 'wrapUp' })],
      [deskChat({ handoffId: 'h2', state: 'offered' })],
    );
    const state = after(start, { type: 'desk', desk: both, now: 5000 }, batch(said(3)));
    expect(view(state, 'h1').chat.state).toBe('wrapUp');
    expect(view(state, 'h2').chat.state).toBe('offered');
    expect(view(state, 'h1').log.cursor).toBe(3);
    expect(view(state, 'h2').log.cursor).toBe(3);
  });

  it('forget a complaint when the chat is held anew', () => {
    const noticed = after(start, { type: 'notice', handoffId: 'h1', text: '已退回' });
    expect(view(after(noticed, { type: 'desk', desk: deskState([deskChat()]), now: 0 })).notice).toBe(
      '已退回',
    );
    const anew = after(noticed, { type: 'desk', desk: deskState([deskChat({ fence: 4 })]), now: 0 });
    expect(view(anew).notice).toBeUndefined();
  });

  it('lose the typing sign with the message, and with the connection', () => {
    const typing = after(start, { type: 'typing', conversationId: 'c1', on: true });
    expect(view(typing).typing).toBe(true);
    expect(view(after(typing, batch(said(3)))).typing).toBe(false);
    expect(view(after(typing, batch(replied(3, 'k1')))).typing).toBe(true);
    expect(view(after(typing, { type: 'disconnected' })).typing).toBe(false);
  });
});

describe('presence', () => {
  const presence = (state: 'online' | 'away' | 'offline'): Action => {
    const desk = deskState([]);
    return { type: 'desk', desk: { ...desk, presence: { ...desk.presence, state } }, now: 0 };
  };

  it('tells an agent whom the server has taken off the line, until back', () => {
    const away = after(start, presence('away'));
    expect(away.takenOff).toBe(true);
    expect(after(away, presence('away')).takenOff).toBe(true);
    expect(after(away, presence('online')).takenOff).toBe(false);
  });

  it('does not tell agents what they chose themselves', () => {
    expect(after(start, { type: 'presenceChosen', state: 'away' }, presence('away')).takenOff).toBe(false);
    expect(after(start, presence('offline')).takenOff).toBe(false);
  });
});

describe('unread messages', () => {
  it('are the server’s number until the log is open', () => {
    expect(unreadOf(view(after(initialState([]), welcomed(deskState([deskChat({ unread: 4 })])))))).toBe(4);
  });

  it('are counted in the log, up to what this page or another of the staff has read', () => {
    expect(unreadOf(view(start))).toBe(2);
    const read = after(start, { type: 'read', conversationId: 'c1', upToSeq: 1 });
    expect(unreadOf(view(read))).toBe(1);
    const marked = after(read, batch(event(3, 'system', { kind: 'read', side: 'staff', upToSeq: 2 })));
    expect(unreadOf(view(marked))).toBe(0);
    expect(unreadOf(view(after(marked, batch(said(4), replied(5, 'k1')))))).toBe(1);
  });

  it('make the customer wait from the first word after the last answer', () => {
    expect(waitingForReplySince(view(start))).toBe(1001);
    const answered = after(start, batch(replied(3, 'k1')));
    expect(waitingForReplySince(view(answered))).toBeUndefined();
    expect(lastTextOf(view(answered))).toBe('我：答3');
    const asked = after(answered, batch(said(4), said(5)));
    expect(waitingForReplySince(view(asked))).toBe(1004);
  });

  it('do not hold an agent to the time in the queue', () => {
    const taken = after(
      initialState([]),
      welcomed(deskState([deskChat({ assignedAt: 9000 })])),
      opened(said(1)),
    );
    expect(waitingForReplySince(view(taken))).toBe(9000);
  });
});

describe('unsent replies', () => {
  it('are shown once: the log takes the place of the pending one, before or after its answer', () => {
    const sending = after(start, written('k1'), {
      type: 'moved',
      clientId: 'k1',
      status: { type: 'sending' },
    });
    expect(ids(after(sending, batch(replied(3, 'k1'))))).toEqual([]);
    const sent = after(sending, { type: 'moved', clientId: 'k1', status: { type: 'sent', seq: 3 } });
    expect(ids(sent)).toEqual(['k1']);
    expect(ids(after(sent, batch(replied(3, 'k1'))))).toEqual([]);
    const late = after(sending, batch(said(3), said(4)), {
      type: 'moved',
      clientId: 'k1',
      status: { type: 'sent', seq: 3 },
    });
    expect(ids(late)).toEqual([]);
  });

  it('are not confused with another agent’s of the same client id', () => {
    const state = after(start, written('k1'), batch(replied(3, 'k1', 'other')));
    expect(ids(state)).toEqual(['k1']);
  });

  it('go out in order, one at a time, and nothing overtakes a failed one', () => {
    let state = after(start, written('k1'), written('k2'));
    expect(nextToSend(state.outbox, 'c1')?.clientId).toBe('k1');
    state = after(state, { type: 'moved', clientId: 'k1', status: { type: 'sending' } });
    expect(nextToSend(state.outbox, 'c1')).toBeUndefined();
    const failed = after(state, { type: 'moved', clientId: 'k1', status: { type: 'failed', reason: '忙' } });
    expect(nextToSend(failed.outbox, 'c1')).toBeUndefined();
    expect(nextToSend(after(failed, { type: 'discarded', clientId: 'k1' }).outbox, 'c1')?.clientId).toBe(
      'k2',
    );
    const sent = after(state, { type: 'moved', clientId: 'k1', status: { type: 'sent', seq: 9 } });
    expect(nextToSend(sent.outbox, 'c1')?.clientId).toBe('k2');
  });

  it('are sent again with the same ids and in the same order after a new connection', () => {
    const state = after(
      start,
      written('k1'),
      written('k2'),
      { type: 'moved', clientId: 'k1', status: { type: 'sending' } },
      { type: 'disconnected' },
      written('k3'),
      welcomed(),
    );
    expect(ids(state)).toEqual(['k1', 'k2', 'k3']);
    expect(nextToSend(state.outbox, 'c1')?.clientId).toBe('k1');
    const resent = after(state, {
      type: 'opened',
      conversationId: 'c1',
      reply: { events: [replied(3, 'k1')], logEpoch: 'e1', reload: false },
    });
    expect(nextToSend(resent.outbox, 'c1')?.clientId).toBe('k2');
  });

  it('come back when the fence has gone stale, but not those of a newer one', () => {
    const newer: Action = { type: 'written', message: outMessage('k3', { fence: 5 }) };
    const state = after(start, written('k1'), written('k2'), newer, {
      type: 'recalled',
      handoffId: 'h1',
      fence: 3,
      reason: '不在您手上',
    });
    expect(ids(state)).toEqual(['k3']);
    expect(view(state).notice).toBe('不在您手上');
  });
});
