import fc from 'fast-check';
import type { ConversationReader } from '../../src/conversation/conversation-store';
import {
  EVENT_KINDS,
  type ConversationEvent,
  type EventBody,
  type EventKind,
  type HandoffState,
} from '../../src/conversation/event';
import type { ConversationId, HandoffId } from '../../src/conversation/id';
import { replay } from '../../src/conversation/tracker';
import { TrackerCache } from '../../src/engine/tracker-cache';

const ID = 'conversation' as ConversationId;
/** Where a handoff can go from each state. */
const NEXT: Partial<Record<HandoffState, readonly HandoffState[]>> = {
  requested: ['queued', 'offlineMessage', 'bot'],
  queued: ['offered', 'assigned', 'bot', 'abandoned'],
  offered: ['assigned', 'queued', 'bot', 'abandoned'],
  assigned: ['queued', 'wrapUp', 'bot', 'closed'],
  wrapUp: ['closed'],
};
const OPEN: readonly HandoffState[] = ['requested', 'queued', 'offered', 'assigned'];
const HOLDS: readonly HandoffState[] = ['offered', 'assigned', 'wrapUp'];

/** What a kind needs to know of the log so far. */
interface Past {
  lastSeq: number;
  /** Every handoff with its state; the last is the newest. */
  handoffs: { id: HandoffId; state: HandoffState; fence: number }[];
}

/** Random numbers and words that an event is made of. */
interface Seed {
  number: number;
  text: string;
  flag: boolean;
}

const side = ({ flag }: Seed) => (flag ? 'customer' : 'staff');
const handoffId = ({ handoffs }: Past, { number }: Seed): HandoffId =>
  handoffs[number % Math.max(1, handoffs.length)]?.id ?? ('none' as HandoffId);

/** An event of each kind; undefined when the log has no place for it. A kind without one does not compile. */
const MAKERS: { [K in EventKind]: (past: Past, seed: Seed) => Extract<EventBody, { kind: K }> | undefined } =
  {
    started: ({ lastSeq }, { text }) =>
      lastSeq === 0 ? { kind: 'started', channel: 'web', visitorId: text } : undefined,
    customerMessage: (_, { text, flag }) => ({
      kind: 'customerMessage',
      text,
      ...(flag && { payload: '/human' }),
    }),
    botMessage: ({ lastSeq }, { text, flag }) => ({
      kind: 'botMessage',
      content: { text, ...(flag && { article: { id: text, title: text } }) },
      turnSeq: lastSeq,
    }),
    turnHandled: ({ lastSeq }, { number, text }) => ({
      kind: 'turnHandled',
      upToSeq: Math.max(0, lastSeq - (number % 3)),
      outcome: (['answer', 'miss', 'clarify', 'outOfScope', 'handoff'] as const)[number % 5]!,
      reason: text,
      intent: text,
      entities: [],
      options: [{ label: text, payload: '/none' }],
    }),
    slotSet: (_, { number, text }) => ({ kind: 'slotSet', name: `slot-${number % 3}`, value: text }),
    handoffRequested: ({ handoffs, lastSeq }, { text }) =>
      handoffs.some(({ state }) => OPEN.includes(state))
        ? undefined
        : {
            kind: 'handoffRequested',
            handoffId: `handoff-${lastSeq + 1}` as HandoffId,
            summary: { reason: 'asked', utterance: text, entities: [], tried: [] },
          },
    handoffMoved: ({ handoffs }, { number }) => {
      const movable = handoffs.filter(({ state }) => NEXT[state] !== undefined);
      const handoff = movable[number % Math.max(1, movable.length)];
      if (!handoff) return undefined;
      const states = NEXT[handoff.state] ?? [];
      const to = states[(number >> 2) % states.length]!;
      return {
        kind: 'handoffMoved',
        handoffId: handoff.id,
        from: handoff.state,
        to,
        fence: handoff.fence + (to === 'offered' ? 1 : 0),
        ...(HOLDS.includes(to) && { agentId: 'agent', agentName: '小王' }),
        cause: 'because',
      };
    },
    agentMessage: (past, seed) => ({
      kind: 'agentMessage',
      text: seed.text,
      agentId: 'agent',
      agentName: '小王',
      handoffId: handoffId(past, seed),
    }),
    note: (past, seed) => ({
      kind: 'note',
      text: seed.text,
      agentId: 'agent',
      handoffId: handoffId(past, seed),
    }),
    wrapUp: (past, seed) => ({
      kind: 'wrapUp',
      handoffId: handoffId(past, seed),
      agentId: 'agent',
      code: 'solved',
      note: seed.text,
    }),
    rating: (past, seed) => ({
      kind: 'rating',
      handoffId: handoffId(past, seed),
      score: 5,
      comment: seed.text,
    }),
    feedback: ({ lastSeq }, { flag }) => ({ kind: 'feedback', messageSeq: lastSeq, helpful: flag }),
    read: ({ lastSeq }, seed) => ({ kind: 'read', side: side(seed), upToSeq: seed.number % (lastSeq + 1) }),
    delivered: ({ lastSeq }, seed) => ({
      kind: 'delivered',
      side: side(seed),
      upToSeq: seed.number % (lastSeq + 1),
    }),
  };

/** A log from what was drawn: kinds that have no place where they stand are left out. */
function logOf(drawn: readonly (readonly [EventKind, Seed])[]): ConversationEvent[] {
  const past: Past = { lastSeq: 0, handoffs: [] };
  const log: ConversationEvent[] = [];
  const start = ['started', { number: 0, text: 'visitor', flag: false }] as const;
  for (const [kind, seed] of [start, ...drawn]) {
    const body = MAKERS[kind](past, seed);
    if (!body) continue;
    past.lastSeq += 1;
    log.push({ conversationId: ID, seq: past.lastSeq, at: 1000 * past.lastSeq, sender: 'system', body });
    if (body.kind === 'handoffRequested')
      past.handoffs.push({ id: body.handoffId, state: 'requested', fence: 0 });
    if (body.kind === 'handoffMoved') {
      const moved = past.handoffs.find(({ id }) => id === body.handoffId)!;
      moved.state = body.to;
      moved.fence = body.fence;
    }
  }
  return log;
}

const kinds = fc.oneof(
  fc.constantFrom(...EVENT_KINDS),
  // Handoffs get somewhere only when they are moved often.
  fc.constantFrom<EventKind>('handoffMoved', 'handoffMoved', 'handoffRequested', 'customerMessage'),
);
const seeds = fc.record({ number: fc.nat(1000), text: fc.string({ maxLength: 8 }), flag: fc.boolean() });
const logs = (minLength: number, maxLength: number): fc.Arbitrary<ConversationEvent[]> =>
  fc.array(fc.tuple(kinds, seeds), { minLength, maxLength, size: 'max' }).map(logOf);

/** What has been committed of a log, in pages as they are asked for; each read gives new objects. */
function readerOf(log: readonly ConversationEvent[], committed: () => number): ConversationReader {
  const refuse = (): never => {
    throw new Error('the tracker reads forward only');
  };
  return {
    eventsAfter: (_, afterSeq, limit) =>
      Promise.resolve(structuredClone(log.slice(afterSeq, Math.min(committed(), afterSeq + limit)))),
    find: refuse,
    findByVisitor: refuse,
    findByClientId: refuse,
    eventsBefore: refuse,
  };
}

describe('a tracker', () => {
  it('has a maker for every kind of event, which makes events of that kind', () => {
    const seed = { number: 1, text: 'text', flag: true };
    for (const kind of EVENT_KINDS) {
      const moving = kind === 'handoffMoved';
      const handoffs = moving ? [{ id: 'a' as HandoffId, state: 'queued' as const, fence: 0 }] : [];
      expect(MAKERS[kind]({ lastSeq: 0, handoffs }, seed)?.kind).toBe(kind);
    }
    expect(Object.keys(MAKERS).toSorted()).toEqual(EVENT_KINDS.toSorted());
  });

  it('is drawn with every kind of event and every state of a handoff', () => {
    const drawn = fc.sample(logs(0, 80), { numRuns: 200, seed: 1 }).flat();
    expect(new Set(drawn.map(({ body }) => body.kind))).toEqual(new Set(EVENT_KINDS));
    const states = new Set(drawn.flatMap(({ body }) => (body.kind === 'handoffMoved' ? [body.to] : [])));
    expect(states).toEqual(new Set(Object.values(NEXT).flat()));
  });

  it('is the same folded at once and as it grows', async () => {
    const cuts = fc.array(fc.nat(80), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(logs(0, 80), cuts, async (log, drawnCuts) => {
        const cache = new TrackerCache();
        let committed = 0;
        const reader = readerOf(log, () => committed);
        for (const cut of drawnCuts.toSorted((a, b) => a - b)) {
          committed = Math.min(cut, log.length);
          expect(await cache.get(reader, ID)).toEqual(replay(log.slice(0, committed)));
        }
        committed = log.length;
        // Two who ask at once apply each event once.
        const [one, other] = await Promise.all([cache.get(reader, ID), cache.get(reader, ID)]);
        expect(one).toEqual(replay(log));
        expect(other).toEqual(replay(log));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same over several pages, and after the cache has forgotten it', async () => {
    await fc.assert(
      fc.asyncProperty(logs(1200, 1400), fc.nat(1400), async (log, cut) => {
        const cache = new TrackerCache(1);
        let committed = Math.min(cut, log.length);
        let read = 0;
        const inner = readerOf(log, () => committed);
        const reader: ConversationReader = {
          ...inner,
          eventsAfter: async (id, after, limit) => {
            const page = await inner.eventsAfter(id, after, limit);
            read += page.length;
            return page;
          },
        };
        await cache.get(reader, ID);
        committed = log.length;
        expect(await cache.get(reader, ID)).toEqual(replay(log));
        expect(read).toBe(log.length);
        await cache.get(
          readerOf([], () => 0),
          'other' as ConversationId,
        );
        expect(await cache.get(reader, ID)).toEqual(replay(log));
        expect(read).toBe(2 * log.length);
      }),
      { numRuns: 15 },
    );
  });
});
