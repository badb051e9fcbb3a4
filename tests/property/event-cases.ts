import type { ConversationEvent, EventBody, EventKind } from '../../src/conversation/event';
import type { HandoffId } from '../../src/conversation/id';
import { eventOf } from '../support/conversation-logs';
import { AGENT_ID } from '../support/event-makers';
import { ConsoleReader } from '../support/log-readers/console-reader';
import type { LogReader } from '../support/log-readers/log-reader';
import { TrackerReader } from '../support/log-readers/tracker-reader';
import { WidgetReader } from '../support/log-readers/widget-reader';

/** Every state that follows the log. */
export const READERS = {
  tracker: (log: readonly ConversationEvent[]): LogReader => new TrackerReader(log),
  'page of the customer': (log: readonly ConversationEvent[]): LogReader => new WidgetReader(log),
  'console of the agent': (log: readonly ConversationEvent[]): LogReader => new ConsoleReader(log),
} as const;

export type ReaderName = keyof typeof READERS;

const ALL = Object.keys(READERS) as ReaderName[];
const STAFF: readonly ReaderName[] = ['tracker', 'console of the agent'];
const HANDOFF = 'h1' as HandoffId;
const HELD = { agentId: AGENT_ID, agentName: '小王' };

const moved = (
  from: Extract<EventBody, { kind: 'handoffMoved' }>['from'],
  to: Extract<EventBody, { kind: 'handoffMoved' }>['to'],
): EventBody => ({ kind: 'handoffMoved', handoffId: HANDOFF, from, to, fence: 1, ...HELD, cause: 'test' });

const VISIT: readonly EventBody[] = [
  { kind: 'started', channel: 'web', visitorId: 'v1' },
  { kind: 'customerMessage', text: '查话费' },
];
const ANSWERED: readonly EventBody[] = [
  ...VISIT,
  { kind: 'botMessage', content: { text: '发送 CXHF', feedback: true }, turnSeq: 2 },
];
const WAITING: readonly EventBody[] = [
  ...ANSWERED,
  { kind: 'handoffRequested', handoffId: HANDOFF, summary: summary() },
  moved('requested', 'queued'),
  moved('queued', 'offered'),
];
const SERVED: readonly EventBody[] = [
  ...WAITING,
  moved('offered', 'assigned'),
  { kind: 'customerMessage', text: '在吗' },
  { kind: 'agentMessage', text: '在的', ...HELD, handoffId: HANDOFF },
];
const ENDED: readonly EventBody[] = [...SERVED, moved('assigned', 'wrapUp')];

/** A kind of event: a log that it can follow, and the states that show it. */
interface EventCase<K extends EventKind> {
  after: readonly EventBody[];
  body: Extract<EventBody, { kind: K }>;
  /** Besides the log and its length, which every event changes. */
  changes: readonly ReaderName[];
}

/** A case for every kind: one without it does not compile, and a kind that is not listed fails the test. */
export const EVENT_CASES: { [K in EventKind]: EventCase<K> } = {
  started: { after: [], body: { kind: 'started', channel: 'web', visitorId: 'v1' }, changes: STAFF },
  customerMessage: { after: SERVED, body: { kind: 'customerMessage', text: '还有' }, changes: ALL },
  botMessage: {
    after: VISIT,
    body: {
      kind: 'botMessage',
      content: { text: '请看', article: { id: 'a', title: '查话费' } },
      turnSeq: 2,
    },
    changes: ALL,
  },
  turnHandled: {
    after: ANSWERED,
    body: { kind: 'turnHandled', upToSeq: 2, outcome: 'answer', reason: 'test', entities: [] },
    changes: STAFF,
  },
  slotSet: { after: VISIT, body: { kind: 'slotSet', name: 'month', value: 3 }, changes: ['tracker'] },
  handoffRequested: {
    after: ANSWERED,
    body: { kind: 'handoffRequested', handoffId: HANDOFF, summary: summary() },
    changes: ALL,
  },
  handoffMoved: {
    after: WAITING,
    body: { ...moved('offered', 'assigned'), kind: 'handoffMoved' } as Extract<
      EventBody,
      { kind: 'handoffMoved' }
    >,
    changes: ALL,
  },
  agentMessage: {
    after: SERVED,
    body: { kind: 'agentMessage', text: '马上', ...HELD, handoffId: HANDOFF },
    changes: ['page of the customer', 'console of the agent'],
  },
  note: {
    after: SERVED,
    body: { kind: 'note', text: '老顾客', agentId: AGENT_ID, handoffId: HANDOFF },
    changes: ['console of the agent'],
  },
  wrapUp: {
    after: ENDED,
    body: { kind: 'wrapUp', handoffId: HANDOFF, agentId: AGENT_ID, code: 'solved', note: '' },
    changes: ['console of the agent'],
  },
  rating: {
    after: ENDED,
    body: { kind: 'rating', handoffId: HANDOFF, score: 5, comment: '' },
    changes: ALL,
  },
  feedback: {
    after: ANSWERED,
    body: { kind: 'feedback', messageSeq: 3, helpful: true },
    changes: ['page of the customer', 'console of the agent'],
  },
  read: { after: SERVED, body: { kind: 'read', side: 'staff', upToSeq: 8 }, changes: ALL },
  delivered: {
    after: SERVED,
    body: { kind: 'delivered', side: 'customer', upToSeq: 9 },
    changes: STAFF,
  },
};

/** The log of a case; its event comes last. */
export function caseLog(kind: EventKind): ConversationEvent[] {
  const { after, body } = EVENT_CASES[kind];
  return [...after, body].map((one, index) => eventOf(index + 1, one));
}

function summary(): Extract<EventBody, { kind: 'handoffRequested' }>['summary'] {
  return { reason: 'asked', utterance: '转人工', entities: [], tried: [] };
}
