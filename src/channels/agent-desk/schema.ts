import { z } from 'zod';
import type {
  ConversationEvent,
  HandoffReason,
  HandoffState,
  HandoffSummary,
} from '../../conversation/event';
import { WRAP_UP_CODES, type Presence } from '../../handoff/handoff';
import type { Ack } from '../web-chat/schema';

const clientId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const id = z.string().min(1).max(64);
/** The handoff and the fence under which the agent holds it. */
const held = { handoffId: id, fence: z.number().int().min(0) };

export const presenceSchema = z.object({
  state: z.enum(['online', 'away', 'offline']),
  capacity: z.number().int().min(1).max(20),
});
export const heldSchema = z.object(held);
/** Opens a conversation to read: the agent's own, one on offer to the agent, or any for a supervisor. */
export const openSchema = z.object({ conversationId: id, afterSeq: seq.optional() });
export const closeSchema = z.object({ conversationId: id });
export const deskHistorySchema = z.object({
  conversationId: id,
  before: seq,
  limit: z.number().int().min(1).max(200),
});
export const replySchema = z.object({ ...held, clientId, text: z.string() });
export const noteSchema = z.object({ ...held, clientId, text: z.string() });
export const deskReadSchema = z.object({ conversationId: id, upToSeq: seq });
export const deskTypingSchema = z.object({ ...held, on: z.boolean() });
export const wrapUpSchema = z.object({
  ...held,
  code: z.enum(WRAP_UP_CODES),
  note: z.string().max(1000).default(''),
});
export const suggestSchema = z.object({ conversationId: id, question: z.string().max(200).optional() });

/** A chat as the desk lists it. */
export interface DeskChat {
  handoffId: string;
  conversationId: string;
  state: HandoffState;
  fence: number;
  reason: HandoffReason;
  summary: HandoffSummary;
  channel: string;
  /** A short, stable name for an unknown customer, such as 顾客 3F2A. */
  customer: string;
  requestedAt: number;
  queuedAt: number;
  offerUntil?: number;
  assignedAt?: number;
  endedAt?: number;
  /** Whether a page of the customer is connected now. */
  customerConnected: boolean;
  /** Customer messages that the staff has not read. */
  unread: number;
  lastText: string;
}

export interface QueueSize {
  /** How many customers wait, those on offer included. */
  waiting: number;
  /** How long the first of them has waited since, in milliseconds of the epoch. */
  waitingSince?: number;
}

/** All that one agent's desk shows; sent whole whenever something in it changes. */
export interface DeskState extends QueueSize {
  me: { id: string; displayName: string; permissions: string[] };
  presence: Presence;
  /** Chats offered to me. */
  offers: DeskChat[];
  /** Chats that are mine: assigned or in wrap-up, oldest first. */
  chats: DeskChat[];
  now: number;
}

export interface SuggestedArticle {
  id: string;
  title: string;
  passage: string;
  score: number;
}

/** Namespace `/desk`; staff only, by the session cookie. Every event is acknowledged. */
export interface DeskToServerEvents {
  /** First after each connect. */
  hello: (input: Record<string, never>, ack: Ack<DeskState>) => void;
  presence: (input: z.input<typeof presenceSchema>, ack: Ack<null>) => void;
  accept: (input: z.input<typeof heldSchema>, ack: Ack<null>) => void;
  decline: (input: z.input<typeof heldSchema>, ack: Ack<null>) => void;
  /** Answers the events after `afterSeq` (or the newest page) and sends later ones by `events`. */
  open: (
    input: z.input<typeof openSchema>,
    ack: Ack<{ events: ConversationEvent[]; logEpoch: string; reload: boolean }>,
  ) => void;
  close: (input: z.input<typeof closeSchema>, ack: Ack<null>) => void;
  history: (input: z.input<typeof deskHistorySchema>, ack: Ack<{ events: ConversationEvent[] }>) => void;
  reply: (input: z.input<typeof replySchema>, ack: Ack<{ seq: number; at: number }>) => void;
  note: (input: z.input<typeof noteSchema>, ack: Ack<{ seq: number; at: number }>) => void;
  read: (input: z.input<typeof deskReadSchema>, ack: Ack<null>) => void;
  typing: (input: z.input<typeof deskTypingSchema>, ack: Ack<null>) => void;
  /** Ends the talk: the customer is free, the agent writes the wrap-up. */
  end: (input: z.input<typeof heldSchema>, ack: Ack<null>) => void;
  /** Gives the chat back to the queue, at its old place. */
  requeue: (input: z.input<typeof heldSchema>, ack: Ack<null>) => void;
  wrapUp: (input: z.input<typeof wrapUpSchema>, ack: Ack<null>) => void;
  /** Articles for what the customer last wrote, or for a question of the agent's. */
  suggest: (input: z.input<typeof suggestSchema>, ack: Ack<{ articles: SuggestedArticle[] }>) => void;
}

export interface ServerToDeskEvents {
  desk: (state: DeskState) => void;
  /** The queue has grown or shrunk, and nothing else of the desk has changed. */
  queue: (size: QueueSize) => void;
  /** Committed events in order; `traceparent` names what they follow from, where that is known. */
  events: (batch: { conversationId: string; events: ConversationEvent[]; traceparent?: string }) => void;
  /** Top of the log of each opened conversation, every 15 s. */
  top: (top: { conversationId: string; lastSeq: number }) => void;
  customerTyping: (typing: { conversationId: string; on: boolean }) => void;
  /** The session has ended (signed out, disabled): sign in again. */
  signedOut: () => void;
  /** The server is about to stop: connect anew, at a random moment within this time. */
  bye: (bye: { withinMs: number }) => void;
}
