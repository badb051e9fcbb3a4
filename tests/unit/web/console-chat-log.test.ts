import * as fc from 'fast-check';
import {
  afterBatch,
  afterHistory,
  afterOpen,
  afterTop,
  EMPTY_LOG,
  firstSeq,
  isBehind,
  type ChatLog,
} from '../../../src/web/console/state/chat-log';
import { said } from './console-chats';

const run = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => said(from + index));
const opened = (from: number, to: number): ChatLog =>
  afterOpen(EMPTY_LOG, { events: run(from, to), logEpoch: 'e1', reload: true });
const seqs = (log: ChatLog): number[] => log.events.map(({ seq }) => seq);

describe('the log of a chat on the desk', () => {
  it('begins with the newest page', () => {
    const log = opened(5, 8);
    expect(seqs(log)).toEqual([5, 6, 7, 8]);
    expect(log.complete).toBe(false);
    expect(isBehind(log)).toBe(false);
    expect(opened(1, 2).complete).toBe(true);
  });

  it('takes what follows and drops what it has', () => {
    const log = afterBatch(opened(1, 3), run(2, 5));
    expect(seqs(log)).toEqual([1, 2, 3, 4, 5]);
    expect(afterBatch(log, run(1, 5))).toBe(log);
  });

  it('keeps nothing behind a gap and knows that it is behind', () => {
    const log = afterBatch(opened(1, 3), run(5, 6));
    expect(seqs(log)).toEqual([1, 2, 3]);
    expect(isBehind(log)).toBe(true);
    const healed = afterOpen(log, { events: run(4, 6), logEpoch: 'e1', reload: false });
    expect(seqs(healed)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(isBehind(healed)).toBe(false);
  });

  it('is behind when the heartbeat stands higher', () => {
    expect(isBehind(afterTop(opened(1, 3), 3))).toBe(false);
    expect(isBehind(afterTop(opened(1, 3), 4))).toBe(true);
  });

  it('remembers events that came while it was being opened', () => {
    const early = afterBatch(EMPTY_LOG, run(9, 9));
    expect(seqs(early)).toEqual([]);
    const log = afterOpen(early, { events: run(5, 8), logEpoch: 'e1', reload: true });
    expect(isBehind(log)).toBe(true);
  });

  it('begins anew when the database was restored or the answer has a hole', () => {
    const restored = afterOpen(opened(1, 9), { events: run(3, 4), logEpoch: 'e2', reload: false });
    expect(restored.cursor).toBe(0);
    expect(isBehind(restored)).toBe(true);
    const reloaded = afterOpen(opened(1, 9), { events: run(1, 4), logEpoch: 'e2', reload: true });
    expect(seqs(reloaded)).toEqual([1, 2, 3, 4]);
    expect(isBehind(reloaded)).toBe(false);
    const holed = afterOpen(opened(1, 3), { events: run(6, 7), logEpoch: 'e1', reload: false });
    expect(isBehind(holed)).toBe(true);
  });

  it('joins older pages and ignores those that do not fit', () => {
    const log = opened(5, 8);
    expect(firstSeq(log)).toBe(5);
    expect(seqs(afterHistory(log, 5, run(2, 4)))).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(afterHistory(log, 4, run(1, 3))).toBe(log);
    expect(afterHistory(log, 5, run(1, 3))).toBe(log);
    expect(afterHistory(log, 5, run(1, 4)).complete).toBe(true);
    expect(afterHistory(log, 5, []).complete).toBe(true);
  });

  it('holds one unbroken run whatever comes, and all of it once it is opened again', () => {
    const batch = fc
      .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 6 }))
      .map(([from, more]) => run(from, Math.min(30, from + more)));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.array(batch, { maxLength: 20 }), (top, batches) => {
        let log = opened(1, top);
        for (const events of batches) {
          log = afterBatch(log, events);
          expect(seqs(log)).toEqual(run(1, log.cursor).map(({ seq }) => seq));
        }
        const seen = Math.max(top, ...batches.flat().map(({ seq }) => seq));
        expect(isBehind(log)).toBe(log.cursor < seen);
        const again = afterOpen(log, { events: run(log.cursor + 1, seen), logEpoch: 'e1', reload: false });
        expect(again.cursor).toBe(seen);
        expect(isBehind(again)).toBe(false);
      }),
    );
  });
});
