import type { ConversationId, HandoffId } from './id';

/** Who wrote an event. `system` is the engine itself (sweeper, state machine). */
export type Sender = `visitor:${string}` | `agent:${string}` | 'bot' | 'system';

/** The two sides that read a conversation. Supervisors read as staff. */
export type Side = 'customer' | 'staff';

/** A button under a bot message. `payload` is one of the forms of `parseChoice`. */
export interface Button {
  label: string;
  payload: string;
}

export interface ArticleRef {
  id: string;
  title: string;
}

/** What the bot says in one bubble. */
export interface BotContent {
  text: string;
  buttons?: Button[];
  /** The article that the answer was taken from. */
  article?: ArticleRef;
  /** Articles to read next. */
  related?: ArticleRef[];
  /** Whether 有用/没用 is asked. */
  feedback?: boolean;
}

export type TurnOutcome = 'answer' | 'smalltalk' | 'clarify' | 'miss' | 'outOfScope' | 'handoff';

/** Why a conversation was given to a person. */
export type HandoffReason = 'asked' | 'misses' | 'complaint' | 'operator';

export type HandoffState =
  | 'requested'
  | 'queued'
  | 'offered'
  | 'assigned'
  | 'wrapUp'
  | 'closed'
  | 'bot'
  | 'abandoned'
  | 'offlineMessage'
  | 'callback';

/** What the agent sees first: the reason, what the bot understood and what it has tried. */
export interface HandoffSummary {
  reason: HandoffReason;
  /** The customer's last words before the handoff. */
  utterance: string;
  intent?: string;
  /** The intent in the editors' words. */
  intentTitle?: string;
  entities: { entity: string; value: string }[];
  /** Titles of the articles that the bot had answered with. */
  tried: string[];
}

/** What can happen in a conversation. Every kind is also in `EVENT_KINDS`. */
export type EventBody =
  | { kind: 'started'; channel: string; visitorId: string }
  | { kind: 'customerMessage'; text: string; payload?: string }
  | { kind: 'botMessage'; content: BotContent; turnSeq: number }
  | {
      kind: 'turnHandled';
      /** The last customer message that this turn has dealt with. */
      upToSeq: number;
      outcome: TurnOutcome;
      reason: string;
      intent?: string;
      intentTitle?: string;
      confidence?: number;
      entities: { entity: string; value: string }[];
      articleId?: string;
      /** Payloads offered as buttons, in order, so that "1" or 第二个 can choose. */
      options?: Button[];
    }
  | { kind: 'slotSet'; name: string; value: string | number | boolean | null }
  | { kind: 'handoffRequested'; handoffId: HandoffId; summary: HandoffSummary }
  | {
      kind: 'handoffMoved';
      handoffId: HandoffId;
      from: HandoffState;
      to: HandoffState;
      /** Grows with every assignment; replies carry it. */
      fence: number;
      agentId?: string;
      agentName?: string;
      cause: string;
    }
  | { kind: 'agentMessage'; text: string; agentId: string; agentName: string; handoffId: HandoffId }
  | { kind: 'note'; text: string; agentId: string; handoffId: HandoffId }
  | { kind: 'wrapUp'; handoffId: HandoffId; agentId: string; code: string; note: string }
  | { kind: 'rating'; handoffId: HandoffId; score: number; comment: string }
  | { kind: 'feedback'; messageSeq: number; helpful: boolean; reason?: string }
  | { kind: 'read'; side: Side; upToSeq: number }
  | { kind: 'delivered'; side: Side; upToSeq: number };

export type EventKind = EventBody['kind'];

export const EVENT_KINDS: readonly EventKind[] = [
  'started',
  'customerMessage',
  'botMessage',
  'turnHandled',
  'slotSet',
  'handoffRequested',
  'handoffMoved',
  'agentMessage',
  'note',
  'wrapUp',
  'rating',
  'feedback',
  'read',
  'delivered',
];

/** What a writer hands to the store; seq and time are given by the committing transaction. */
export interface NewEvent {
  sender: Sender;
  /** Unique per (conversation, sender): the same id from the same sender is the same event. */
  clientId?: string;
  body: EventBody;
}

/** A committed event. `seq` starts at 1 and has no gaps within a conversation. */
export interface ConversationEvent extends NewEvent {
  conversationId: ConversationId;
  seq: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Kinds that the customer never receives; they reach the customer as `{seq, kind: 'hidden'}`. */
const STAFF_ONLY: ReadonlySet<EventKind> = new Set(['turnHandled', 'slotSet', 'note', 'wrapUp']);

/** Whether a side may see an event. */
export function isVisibleTo(side: Side, kind: EventKind): boolean {
  return side === 'staff' || !STAFF_ONLY.has(kind);
}

/** Closes a switch over a union: reaching it is a type error at build time and an error at run time. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
