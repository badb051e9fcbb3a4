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

const turn = () => new Promise((resolve) => setImmediate(resolve));
const news = (events: ConversationEvent[]) => ({ lastSeq: events.at(-1)!.seq, events });

describe('a feed', () => {
  it('hands on every event once and in order, whichever bells are lost, doubled, late or bare, to readers slow or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            add: fc.integer({ min: 1, max: 60 }),
            bell: fc.constantFrom('rung', 'lost', 'twice', 'late', 'bare'),
            room: fc.boolean(),
          }),
          { maxLength: 25 },
        ),
        fc.integer({ min: 0, max: 3 }),
        async (steps, fromSeq) => {
          const log = Array.from({ length: 3 }, (_, index) => event(index + 1));
          const seen: number[] = [];
          let room = true;
          let sentWithoutRoom = 0;
          const feed = new EventFeed(fromSeq, {
            load: async (after, limit) => {
              await turn();
              return log.filter((item) => item.seq > after).slice(0, limit);
            },
            hasRoom: () => room,
            send: (events) => {
              if (!room) sentWithoutRoom += 1;
              seen.push(...events.map((item) => item.seq));
            },
            failed: (error) => {
              throw error;
            },
          });
          const late: ConversationEvent[][] = [];
          for (const step of steps) {
            room = step.room;
            if (room) feed.resume();
            const batch = Array.from({ length: step.add }, (_, index) => event(log.length + 1 + index));
            log.push(...batch);
            if (step.bell === 'late') late.push(batch);
            if (step.bell === 'rung' || step.bell === 'twice') feed.offer(news(batch));
            if (step.bell === 'twice') feed.offer(news(batch));
            if (step.bell === 'bare') feed.offer({ lastSeq: log.length });
            await turn();
          }
          // A page that was being read when the room ran out is sent all the same: one is as much as it can be.
          expect(sentWithoutRoom).toBeLessThanOrEqual(steps.length);
          for (const batch of late) feed.offer(news(batch));
          feed.offer({ lastSeq: log.length });
          room = true;
          feed.resume();
          for (let turns = 0; turns < 100; turns += 1) await turn();
          expect(seen).toEqual(log.slice(fromSeq).map((item) => item.seq));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('says nothing after it is closed, and keeps nothing for a reader without room', async () => {
    const seen: number[] = [];
    let room = false;
    const feed = new EventFeed(0, {
      load: async (after) => [event(1), event(2)].slice(after),
      hasRoom: () => room,
      send: (events) => seen.push(events.length),
      failed: () => undefined,
    });
    feed.offer(news([event(1)]));
    feed.offer(news([event(2)]));
    await turn();
    expect(seen).toEqual([]);
    room = true;
    feed.resume();
    await turn();
    await turn();
    expect(seen).toEqual([2]);
    feed.close();
    feed.offer(news([event(3)]));
    feed.catchUp();
    await turn();
    expect(seen).toEqual([2]);
  });
});
