import { z } from 'zod';
import type { Button, ConversationEvent, EventBody } from '../../conversation/event';
import type { ErrorCode } from '../../errors';
import { TRACEPARENT } from '../../trace';

/** 32 random bytes as base64url, made by the visitor's browser and kept in its storage. */
export const visitorTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const handshakeSchema = z.object({ token: visitorTokenSchema });

const clientId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Where the reader stands; absent on a first visit. */
export const resumeSchema = z.object({ lastSeq: seq, logEpoch: z.string().max(64) }).optional();

export const helloSchema = z.object({ resume: resumeSchema });
export const sendSchema = z.object({
  clientId,
  text: z.string(),
  /** Set when a button was tapped; `text` is then the button's label. */
  payload: z.string().max(200).optional(),
  /** W3C trace context; one that is none is left aside, the message is not. */
  traceparent: z.string().regex(TRACEPARENT).max(128).optional().catch(undefined),
});
export const historySchema = z.object({ before: seq, limit: z.number().int().min(1).max(200) });
export const readSchema = z.object({ upToSeq: seq });
export const typingSchema = z.object({ on: z.boolean() });
export const rateSchema = z.object({
  handoffId: z.string().max(64),
  score: z.number().int().min(1).max(5),
  comment: z.string().max(500).default(''),
});
export const feedbackSchema = z.object({
  messageSeq: seq,
  helpful: z.boolean(),
  reason: z.string().max(500).optional(),
});
export const emptySchema = z.object({}).strict();

/** An event as the customer sees it. Events of the staff arrive as `hidden`, so that seq has no gaps. */
export type VisibleEvent =
  | (Pick<ConversationEvent, 'seq' | 'at' | 'clientId'> & {
      from: 'customer' | 'bot' | 'agent' | 'system';
      body: EventBody;
    })
  | { seq: number; kind: 'hidden' };

/** Place in the queue; `waitMs` only when enough services have been measured. */
export interface QueueStatus {
  ahead: number;
  waitMs?: number;
}

/** What the page needs before the first message. */
export interface Welcome {
  robotNotice: string;
  privacyNotice: string;
  greeting: string;
  hotQuestions: string[];
}

export interface HelloReply {
  conversationId: string;
  /** Changes when a database is restored: cursors of another epoch are void. */
  logEpoch: string;
  lastSeq: number;
  /** True: drop what you have and take `events` as the newest page. */
  reload: boolean;
  events: VisibleEvent[];
  welcome: Welcome;
  queue?: QueueStatus;
}

export interface WireError {
  code: ErrorCode;
  message: string;
  retryAfterMs?: number;
}

export type Ack<T> = (reply: { ok: true; data: T } | { ok: false; error: WireError }) => void;

/** Namespace `/chat`. Every event is acknowledged; the acknowledgement of `send` means committed. */
export interface ClientToServerEvents {
  hello: (input: z.input<typeof helloSchema>, ack: Ack<HelloReply>) => void;
  send: (input: z.input<typeof sendSchema>, ack: Ack<{ seq: number; at: number }>) => void;
  /** Events before `before`, newest last; an empty list when there are none. */
  history: (input: z.input<typeof historySchema>, ack: Ack<{ events: VisibleEvent[] }>) => void;
  read: (input: z.input<typeof readSchema>, ack: Ack<null>) => void;
  typing: (input: z.input<typeof typingSchema>, ack: Ack<null>) => void;
  leaveQueue: (input: Record<string, never>, ack: Ack<null>) => void;
  rate: (input: z.input<typeof rateSchema>, ack: Ack<null>) => void;
  feedback: (input: z.input<typeof feedbackSchema>, ack: Ack<null>) => void;
}

export interface ServerToClientEvents {
  /** Committed events in order, following the last that was sent on this socket. */
  events: (batch: { events: VisibleEvent[] }) => void;
  /** Top of the log, every 15 s: a client that stands lower says `hello` with its cursor again. */
  top: (top: { lastSeq: number }) => void;
  typing: (typing: { from: 'bot' | 'agent'; on: boolean }) => void;
  queue: (status: QueueStatus | null) => void;
  /** The server is about to stop: connect anew, at a random moment within this time. */
  bye: (bye: { withinMs: number }) => void;
}

export type { Button };
