import type { HandoffState } from '../../../src/conversation/event';
import type { HandoffId } from '../../../src/conversation/id';
import { clockText } from '../../../src/web/console/state/clock-text';
import { foldTranscript, markOf } from '../../../src/web/console/state/transcript';
import { event, replied, said } from './console-chats';

const handoffId = 'h1' as HandoffId;
const moved = (seq: number, from: HandoffState, to: HandoffState, agentName?: string) =>
  event(seq, 'system', {
    kind: 'handoffMoved',
    handoffId,
    from,
    to,
    fence: 1,
    cause: 'test',
    ...(agentName === undefined ? {} : { agentId: 'other', agentName }),
  });
const requested = (seq: number) =>
  event(seq, 'system', {
    kind: 'handoffRequested',
    handoffId,
    summary: { reason: 'complaint', utterance: '', entities: [], tried: [] },
  });
const texts = (events: Parameters<typeof foldTranscript>[0]): string[] =>
  foldTranscript(events, 'me').items.flatMap((item) => (item.type === 'system' ? [item.text] : []));

describe('the transcript of an agent', () => {
  it('marks what the customer wrote while waiting', () => {
    const events = [
      said(1),
      requested(2),
      moved(3, 'requested', 'queued'),
      said(4),
      moved(5, 'queued', 'offered', '小李'),
      said(6),
      moved(7, 'offered', 'assigned', '小李'),
      said(8),
    ];
    const waiting = foldTranscript(events, 'me').items.flatMap((item) =>
      item.type === 'customer' ? [item.whileWaiting] : [],
    );
    expect(waiting).toEqual([false, true, true, false]);
    expect(texts(events)).toEqual(['转人工 · 投诉', '开始排队', '派给 小李', '小李 接入会话']);
  });

  it('does not end the next handoff with the wrap-up of the one before', () => {
    const events = [requested(1), moved(2, 'wrapUp', 'closed'), said(3)];
    expect(foldTranscript(events, 'me').items.at(-1)).toMatchObject({ type: 'customer', whileWaiting: true });
  });

  it('tells my words and notes from another agent’s, whose name it knows', () => {
    const note = (seq: number, agentId: string) =>
      event(seq, `agent:${agentId}`, { kind: 'note', text: '备注', agentId, handoffId });
    const { items } = foldTranscript(
      [
        moved(1, 'offered', 'assigned', '小李'),
        replied(2, 'k1'),
        replied(3, 'k2', 'other'),
        note(4, 'other'),
        note(5, 'me'),
      ],
      'me',
    );
    expect(items.slice(1)).toMatchObject([
      { type: 'agent', mine: true },
      { type: 'agent', mine: false },
      { type: 'note', mine: false, name: '小王' },
      { type: 'note', mine: true },
    ]);
  });

  it('shows how far a reply has come: reading implies delivery, and marks never go back', () => {
    const events = [
      replied(1, 'k1'),
      replied(2, 'k2'),
      replied(3, 'k3'),
      event(4, 'visitor:v1', { kind: 'delivered', side: 'customer', upToSeq: 2 }),
      event(5, 'visitor:v1', { kind: 'read', side: 'customer', upToSeq: 1 }),
      event(6, 'visitor:v1', { kind: 'delivered', side: 'customer', upToSeq: 1 }),
      event(7, 'agent:me', { kind: 'read', side: 'staff', upToSeq: 3 }),
    ];
    const transcript = foldTranscript(events, 'me');
    expect([1, 2, 3].map((seq) => markOf(transcript, seq))).toEqual(['read', 'delivered', 'sent']);
    expect(transcript.staffRead).toBe(3);
  });

  it('passes over kinds that a newer server may send', () => {
    const strange = { ...said(2), body: { kind: 'video' } } as unknown as ReturnType<typeof said>;
    expect(foldTranscript([said(1), strange], 'me').items).toHaveLength(1);
  });
});

describe('a clock', () => {
  it('shows minutes, and hours when there are any', () => {
    expect([0, 7_900, 750_000, 3_900_000, -5].map(clockText)).toEqual([
      '0:00',
      '0:07',
      '12:30',
      '1:05:00',
      '0:00',
    ]);
  });
});
