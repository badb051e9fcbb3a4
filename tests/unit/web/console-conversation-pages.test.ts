import type { ConversationEvent } from '../../../src/conversation/event';
import {
  joined,
  markedPieces,
  newerPageOf,
  olderPageOf,
  type EventsReply,
} from '../../../src/web/console/state/conversation-pages';

const page = (from: number, to: number, lastSeq = 100): EventsReply => ({
  conversation: { id: 'c', channel: 'web', customer: '顾客', owner: 'bot', lastSeq },
  events: Array.from(
    { length: to - from + 1 },
    (_, index) => ({ seq: from + index }) as Partial<ConversationEvent> as ConversationEvent,
  ),
});
const seqs = (run: { events: readonly ConversationEvent[] }) => run.events.map(({ seq }) => seq);

describe('the read part of a conversation', () => {
  it('grows at both ends and asks for what is missing', () => {
    const middle = joined(undefined, page(40, 42));
    expect([olderPageOf(middle), newerPageOf(middle)]).toEqual(['?before=40', '?after=42']);
    const older = joined(middle, page(38, 39));
    expect(seqs(older)).toEqual([38, 39, 40, 41, 42]);
    const newer = joined(older, page(43, 44, 44));
    expect(seqs(newer)).toEqual([38, 39, 40, 41, 42, 43, 44]);
    expect(newerPageOf(newer)).toBeUndefined();
    expect(olderPageOf(joined(undefined, page(1, 3)))).toBeUndefined();
  });

  it('takes nothing twice and nothing that leaves a gap', () => {
    const run = joined(undefined, page(10, 12));
    expect(seqs(joined(run, page(11, 14)))).toEqual([10, 11, 12, 13, 14]);
    expect(seqs(joined(run, page(2, 5)))).toEqual([10, 11, 12]);
    expect(seqs(joined(run, page(20, 22)))).toEqual([10, 11, 12]);
  });
});

describe('a hit', () => {
  it('is shown in pieces, those marked that were searched', () => {
    const hit = { conversationId: 'c', seq: 1, at: 0, kind: 'customerMessage' as const };
    const pieces = markedPieces({
      ...hit,
      snippet: '5G流量不够',
      marks: [
        [0, 2],
        [2, 4],
      ],
    });
    expect(pieces).toEqual([
      { text: '5G', marked: true },
      { text: '流量', marked: true },
      { text: '不够', marked: false },
    ]);
  });
});
