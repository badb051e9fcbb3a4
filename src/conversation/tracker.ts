import type {
  ArticleRef,
  Button,
  ConversationEvent,
  EventBody,
  HandoffState,
  Side,
  TurnOutcome,
} from './event';
import { assertNever } from './event';
import type { HandoffId } from './id';

/** Who answers the customer now. */
export type Owner = 'bot' | 'queue' | 'agent';

export interface PendingMessage {
  seq: number;
  text: string;
  payload?: string;
  at: number;
}

export interface LastTurn {
  upToSeq: number;
  outcome: TurnOutcome;
  intent?: string;
  articleId?: string;
  options: Button[];
}

/** The state of a conversation: a pure fold over its events. */
export interface Tracker {
  lastSeq: number;
  channel: string;
  visitorId: string;
  owner: Owner;
  handoff?: {
    id: HandoffId;
    state: HandoffState;
    fence: number;
    agentId?: string;
    agentName?: string;
  };
  /** Where the last talk with a person ended: its agent sees nothing of what comes after. */
  lastEnd?: { handoffId: HandoffId; seq: number };
  /** A finished handoff that the customer has not rated yet. */
  toRate?: HandoffId;
  /** Customer messages that no turn has dealt with, oldest first. */
  pending: PendingMessage[];
  /** Misses in a row since the last turn that was not one. */
  misses: number;
  lastTurn?: LastTurn;
  slots: Record<string, string | number | boolean | null>;
  /** What the customer has named since the last handoff, the latest of each type last. */
  entities: { entity: string; value: string }[];
  /** Articles that the bot has answered with since the last handoff, oldest first. */
  answeredWith: ArticleRef[];
  /** What the customer said last, for lists. */
  lastText: string;
  /** Customer messages to people that no one of the staff has read. */
  unread: number[];
  /** How far each side has read and received. */
  read: Record<Side, number>;
  delivered: Record<Side, number>;
}

export function emptyTracker(): Tracker {
  return {
    lastSeq: 0,
    channel: '',
    visitorId: '',
    owner: 'bot',
    pending: [],
    misses: 0,
    slots: {},
    entities: [],
    answeredWith: [],
    lastText: '',
    unread: [],
    read: { customer: 0, staff: 0 },
    delivered: { customer: 0, staff: 0 },
  };
}

/** Who owns a conversation after an event: the store keeps it beside the log, in the same transaction. */
export function ownerAfter(owner: Owner, body: EventBody): Owner {
  if (body.kind === 'handoffRequested') return 'queue';
  // A wrap-up that closes was over for the customer before: it must not touch a newer handoff.
  if (body.kind === 'handoffMoved' && body.from !== 'wrapUp') return ownerOf(body.to);
  return owner;
}

function ownerOf(state: HandoffState): Owner {
  switch (state) {
    case 'queued':
    case 'offered':
    case 'requested':
      return 'queue';
    case 'assigned':
      return 'agent';
    case 'wrapUp':
    case 'closed':
    case 'bot':
    case 'abandoned':
    case 'offlineMessage':
    case 'callback':
      return 'bot';
    default:
      return assertNever(state);
  }
}

/** Applies one event in place. Events must come in order of seq, without gaps. */
export function applyEvent(tracker: Tracker, event: ConversationEvent): void {
  if (event.seq !== tracker.lastSeq + 1) {
    throw new Error(`event ${event.seq} does not follow ${tracker.lastSeq}`);
  }
  tracker.lastSeq = event.seq;
  const { body } = event;
  switch (body.kind) {
    case 'started':
      tracker.channel = body.channel;
      tracker.visitorId = body.visitorId;
      return;
    case 'customerMessage':
      tracker.lastText = body.text;
      if (tracker.owner !== 'bot') tracker.unread.push(event.seq);
      else tracker.pending.push({ seq: event.seq, text: body.text, payload: body.payload, at: event.at });
      return;
    case 'botMessage':
      if (body.content.article) tracker.answeredWith.push(body.content.article);
      return;
    case 'turnHandled':
      tracker.pending = tracker.pending.filter((message) => message.seq > body.upToSeq);
      tracker.entities = [...without(tracker.entities, body.entities), ...body.entities];
      tracker.misses = missesAfter(tracker.misses, body.outcome);
      tracker.lastTurn = {
        upToSeq: body.upToSeq,
        outcome: body.outcome,
        intent: body.intent,
        articleId: body.articleId,
        options: body.options ?? [],
      };
      return;
    case 'slotSet':
      tracker.slots[body.name] = body.value;
      return;
    case 'handoffRequested':
      tracker.handoff = { id: body.handoffId, state: 'requested', fence: 0 };
      tracker.owner = 'queue';
      tracker.toRate = undefined;
      return;
    case 'handoffMoved':
      moveHandoff(tracker, event.seq, body);
      return;
    case 'rating':
      if (tracker.toRate === body.handoffId) tracker.toRate = undefined;
      return;
    case 'read':
      tracker.read[body.side] = Math.max(tracker.read[body.side], body.upToSeq);
      if (body.side === 'staff') tracker.unread = tracker.unread.filter((seq) => seq > body.upToSeq);
      return;
    case 'delivered':
      tracker.delivered[body.side] = Math.max(tracker.delivered[body.side], body.upToSeq);
      return;
    case 'agentMessage':
    case 'note':
    case 'wrapUp':
    case 'feedback':
      return;
    default:
      assertNever(body);
  }
}

/** What is named again replaces what was named before. */
function without(
  known: readonly { entity: string; value: string }[],
  named: readonly { entity: string; value: string }[],
): { entity: string; value: string }[] {
  return known.filter(({ entity }) => !named.some((one) => one.entity === entity));
}

/** A clarification neither helps nor fails: misses around it are still in a row. */
function missesAfter(misses: number, outcome: TurnOutcome): number {
  if (outcome === 'clarify') return misses;
  return outcome === 'miss' ? misses + 1 : 0;
}

function moveHandoff(
  tracker: Tracker,
  seq: number,
  body: Extract<ConversationEvent['body'], { kind: 'handoffMoved' }>,
): void {
  if (tracker.handoff?.id !== body.handoffId) return;
  const before = tracker.owner;
  tracker.owner = ownerAfter(before, body);
  tracker.handoff = {
    id: body.handoffId,
    state: body.to,
    fence: body.fence,
    agentId: body.agentId,
    agentName: body.agentName,
  };
  if (before !== 'bot' && tracker.owner === 'bot') {
    tracker.unread = [];
    tracker.misses = 0;
    tracker.entities = [];
    tracker.answeredWith = [];
    tracker.lastEnd = { handoffId: body.handoffId, seq };
    if (before === 'agent') tracker.toRate = body.handoffId;
  }
}

/** The tracker of a whole event list. */
export function replay(events: Iterable<ConversationEvent>): Tracker {
  const tracker = emptyTracker();
  for (const event of events) applyEvent(tracker, event);
  return tracker;
}
