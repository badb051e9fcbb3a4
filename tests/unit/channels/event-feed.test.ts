import fc from 'fast-check';
import { EventFeed } from '../../../src/channels/event-feed';
import type { ConversationEvent } from '../../../src/conversation/event';
import type { ConversationId } from '../../../src/conversation/id';

const event = (seq: number): ConversationEvent => ({
  conversationId: 'c' as ConversationId,
  seq,
  at: seq,
  sender: 'system',
  body: { kind: 'read', side: 'staff', upToSeq: 0 },
});

describe('a feed', () => {
  it('hands on every event once and in order, whichever bells are lost, doubled or late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            add: fc.integer({ min: 1, max: 4 }),
            bell: fc.constantFrom('rung', 'lost', 'twice', 'late'),
          }),
          { maxLength: 25 },
        ),
        fc.integer({ min: 0, max: 3 }),
        async (steps, fromSeq) => {
          const log = Array.from({ length: 3 }, (_, index) => event(index + 1));
          const seen: number[] = [];
          const feed = new EventFeed(
            fromSeq,
            async (after, limit) => {
              await new Promise((resolve) => setImmediate(resolve));
              return log.filter((item) => item.seq > after).slice(0, Math.min(limit, 2));
            },
            (events) => seen.push(...events.map((item) => item.seq)),
            (error) => {
              throw error;
            },
          );
          const late: ConversationEvent[][] = [];
          for (const step of steps) {
            const batch = Array.from({ length: step.add }, (_, index) => event(log.length + 1 + index));
            log.push(...batch);
            if (step.bell === 'late') late.push(batch);
            if (step.bell === 'rung' || step.bell === 'twice') feed.offer(batch);
            if (step.bell === 'twice') feed.offer(batch);
            await new Promise((resolve) => setImmediate(resolve));
          }
          for (const batch of late) feed.offer(batch);
          feed.catchUp();
          for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          expect(seen).toEqual(log.slice(fromSeq).map((item) => item.seq));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('says nothing after it is closed', async () => {
    const seen: number[] = [];
    const feed = new EventFeed(
      0,
      async () => [event(1)],
      (events) => seen.push(events.length),
      () => undefined,
    );
    feed.close();
    feed.offer([event(1)]);
    feed.catchUp();
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
  });
});
