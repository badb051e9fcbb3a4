import fc from 'fast-check';
import {
  EVENT_KINDS,
  type ConversationEvent,
  type EventBody,
  type EventKind,
} from '../../src/conversation/event';
import type { ConversationId, HandoffId } from '../../src/conversation/id';
import { EVENT_MAKERS, NEXT_STATES, SENDERS, type Past, type Seed } from './event-makers';

export const CONVERSATION = 'c1' as ConversationId;

/** Kinds that a person writes, with an id of the page's own. */
const WRITTEN: ReadonlySet<EventKind> = new Set(['customerMessage', 'agentMessage', 'note']);

/** The committed event of a body. */
export function eventOf(seq: number, body: EventBody): ConversationEvent {
  const clientId = WRITTEN.has(body.kind) ? `written-${seq}` : undefined;
  return {
    conversationId: CONVERSATION,
    seq,
    at: 1000 * seq,
    sender: SENDERS[body.kind],
    ...(clientId !== undefined && { clientId }),
    body,
  };
}

type Drawn = readonly [EventKind, Seed];

/** A log from what was drawn: kinds that have no place where they stand are left out. */
function logOf(drawn: readonly Drawn[]): ConversationEvent[] {
  const past: Past = { lastSeq: 0, handoffs: [] };
  const log: ConversationEvent[] = [];
  const start = ['started', { number: 0, text: 'visitor', flag: false }] as const;
  for (const [kind, seed] of [start, ...drawn]) {
    const body = EVENT_MAKERS[kind](past, seed);
    if (!body) continue;
    past.lastSeq += 1;
    log.push(eventOf(past.lastSeq, body));
    if (body.kind === 'handoffRequested')
      past.handoffs.push({ id: body.handoffId, state: 'requested', fence: 0 });
    if (body.kind === 'handoffMoved') {
      const moved = past.handoffs.find(({ id }) => id === body.handoffId);
      if (moved) Object.assign(moved, { state: body.to, fence: body.fence });
    }
  }
  return log;
}

const seeds: fc.Arbitrary<Seed> = fc.record({
  number: fc.nat(1000),
  text: fc.string({ maxLength: 8 }),
  flag: fc.boolean(),
});
const kinds = fc.oneof(
  fc.constantFrom(...EVENT_KINDS),
  // Handoffs get somewhere only when they are moved often.
  fc.constantFrom<EventKind>('handoffMoved', 'handoffMoved', 'handoffRequested', 'customerMessage'),
);

/** Logs of kinds in any order, in which handoffs move as they may. */
export function legalLogs(minLength: number, maxLength: number): fc.Arbitrary<ConversationEvent[]> {
  return fc.array(fc.tuple(kinds, seeds), { minLength, maxLength, size: 'max' }).map(logOf);
}

/** What happens together in a real conversation. */
const SCENES: readonly (readonly EventKind[])[] = [
  ['customerMessage', 'botMessage', 'turnHandled', 'delivered', 'read'],
  ['customerMessage', 'customerMessage', 'slotSet', 'botMessage', 'botMessage', 'turnHandled', 'feedback'],
  ['customerMessage', 'handoffRequested', 'handoffMoved', 'botMessage', 'turnHandled', 'handoffMoved'],
  ['handoffMoved', 'read', 'agentMessage', 'delivered', 'customerMessage', 'delivered', 'read'],
  ['customerMessage', 'note', 'agentMessage', 'read', 'read'],
  ['handoffMoved', 'handoffMoved', 'wrapUp', 'handoffMoved', 'rating'],
  ['feedback', 'feedback', 'read'],
];

/** Logs as conversations make them: a visit is a row of scenes. */
export function plausibleLogs(maxScenes: number): fc.Arbitrary<ConversationEvent[]> {
  const scene = fc
    .tuple(fc.constantFrom(...SCENES), fc.array(seeds, { minLength: 8, maxLength: 8 }))
    .map(([kindsOfScene, drawn]) => kindsOfScene.map((kind, index): Drawn => [kind, drawn[index]!]));
  return fc.array(scene, { maxLength: maxScenes, size: 'max' }).map((scenes) => logOf(scenes.flat()));
}

/** Logs that no writer of ours would make: handoffs jump, and marks and ids point anywhere. */
export function wildLogs(maxLength: number): fc.Arbitrary<ConversationEvent[]> {
  const states = fc.constantFrom(...new Set(Object.values(NEXT_STATES).flat()));
  const anywhere = fc.record({
    handoffId: fc.constantFrom('a', 'b', 'none').map((id) => id as HandoffId),
    from: states,
    to: states,
    upToSeq: fc.nat(2 * maxLength),
  });
  const event = fc.tuple(fc.constantFrom(...EVENT_KINDS), seeds, anywhere);
  return fc.array(event, { maxLength, size: 'max' }).map((drawn) => {
    const past: Past = { lastSeq: 0, handoffs: [{ id: 'a' as HandoffId, state: 'queued', fence: 0 }] };
    const bodies = drawn.map(([kind, seed, { handoffId, from, to, upToSeq }]) => {
      const body = EVENT_MAKERS[kind](kind === 'handoffRequested' ? { ...past, handoffs: [] } : past, seed);
      if (!body) return undefined;
      if (body.kind === 'handoffMoved') return { ...body, handoffId, from, to };
      if ('handoffId' in body) return { ...body, handoffId };
      if ('upToSeq' in body) return { ...body, upToSeq };
      return 'messageSeq' in body ? { ...body, messageSeq: upToSeq } : body;
    });
    return bodies.filter((body) => body !== undefined).map((body, index) => eventOf(index + 1, body));
  });
}
