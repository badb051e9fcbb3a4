import type { EventBody, EventKind, HandoffState, Sender } from '../../src/conversation/event';
import type { HandoffId } from '../../src/conversation/id';

/** Who reads and writes in drawn logs. */
export const VISITOR: Sender = 'visitor:v1';
export const AGENT_ID = 'me';
const AGENT_NAME = '小王';

/** Where a handoff can go from each state. */
export const NEXT_STATES: Partial<Record<HandoffState, readonly HandoffState[]>> = {
  requested: ['queued', 'offlineMessage', 'bot'],
  queued: ['offered', 'assigned', 'bot', 'abandoned'],
  offered: ['assigned', 'queued', 'bot', 'abandoned'],
  assigned: ['queued', 'wrapUp', 'bot', 'closed'],
  wrapUp: ['closed'],
};
const OPEN: readonly HandoffState[] = ['requested', 'queued', 'offered', 'assigned'];
const HOLDS: readonly HandoffState[] = ['offered', 'assigned', 'wrapUp'];

/** What a kind needs to know of the log so far. */
export interface Past {
  lastSeq: number;
  /** Every handoff with its state; the last is the newest. */
  handoffs: { id: HandoffId; state: HandoffState; fence: number }[];
}

/** Random numbers and words that an event is made of. */
export interface Seed {
  number: number;
  text: string;
  flag: boolean;
}

const side = ({ flag }: Seed) => (flag ? 'customer' : 'staff');
const handoffId = ({ handoffs }: Past, { number }: Seed): HandoffId =>
  handoffs[number % Math.max(1, handoffs.length)]?.id ?? ('none' as HandoffId);

/** An event of each kind; undefined when the log has no place for it. A kind without one does not compile. */
export const EVENT_MAKERS: {
  [K in EventKind]: (past: Past, seed: Seed) => Extract<EventBody, { kind: K }> | undefined;
} = {
  started: ({ lastSeq }, { text }) =>
    lastSeq === 0 ? { kind: 'started', channel: 'web', visitorId: text } : undefined,
  customerMessage: (_, { text, flag }) => ({
    kind: 'customerMessage',
    text,
    ...(flag && { payload: '/human' }),
  }),
  botMessage: ({ lastSeq }, { text, flag }) => ({
    kind: 'botMessage',
    content: { text, ...(flag && { article: { id: text, title: text }, feedback: true }) },
    turnSeq: lastSeq,
  }),
  turnHandled: ({ lastSeq }, { number, text }) => ({
    kind: 'turnHandled',
    upToSeq: Math.max(0, lastSeq - (number % 3)),
    outcome: (['answer', 'miss', 'clarify', 'outOfScope', 'handoff'] as const)[number % 5]!,
    reason: text,
    intent: text,
    entities: [{ entity: `entity-${number % 2}`, value: text }],
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
    const movable = handoffs.filter(({ state }) => NEXT_STATES[state] !== undefined);
    const handoff = movable[number % Math.max(1, movable.length)];
    if (!handoff) return undefined;
    const states = NEXT_STATES[handoff.state] ?? [];
    const to = states[(number >> 2) % states.length]!;
    return {
      kind: 'handoffMoved',
      handoffId: handoff.id,
      from: handoff.state,
      to,
      fence: handoff.fence + (to === 'offered' ? 1 : 0),
      ...(HOLDS.includes(to) && { agentId: AGENT_ID, agentName: AGENT_NAME }),
      cause: 'because',
    };
  },
  agentMessage: (past, seed) => ({
    kind: 'agentMessage',
    text: seed.text,
    agentId: AGENT_ID,
    agentName: AGENT_NAME,
    handoffId: handoffId(past, seed),
  }),
  note: (past, seed) => ({
    kind: 'note',
    text: seed.text,
    agentId: AGENT_ID,
    handoffId: handoffId(past, seed),
  }),
  wrapUp: (past, seed) => ({
    kind: 'wrapUp',
    handoffId: handoffId(past, seed),
    agentId: AGENT_ID,
    code: 'solved',
    note: seed.text,
  }),
  rating: (past, seed) => ({
    kind: 'rating',
    handoffId: handoffId(past, seed),
    score: 1 + (seed.number % 5),
    comment: seed.text,
  }),
  feedback: ({ lastSeq }, { number, flag }) => ({
    kind: 'feedback',
    messageSeq: Math.max(1, lastSeq - (number % 4)),
    helpful: flag,
  }),
  read: ({ lastSeq }, seed) => ({ kind: 'read', side: side(seed), upToSeq: seed.number % (lastSeq + 1) }),
  delivered: ({ lastSeq }, seed) => ({
    kind: 'delivered',
    side: side(seed),
    upToSeq: seed.number % (lastSeq + 1),
  }),
};

/** Who writes events of each kind. */
export const SENDERS: Record<EventKind, Sender> = {
  started: 'system',
  customerMessage: VISITOR,
  botMessage: 'bot',
  turnHandled: 'bot',
  slotSet: 'bot',
  handoffRequested: 'system',
  handoffMoved: 'system',
  agentMessage: `agent:${AGENT_ID}`,
  note: `agent:${AGENT_ID}`,
  wrapUp: `agent:${AGENT_ID}`,
  rating: VISITOR,
  feedback: VISITOR,
  read: 'system',
  delivered: 'system',
};
