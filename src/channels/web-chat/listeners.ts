import type { z } from 'zod';
import { TongdaError } from '../../errors';
import { acknowledge } from '../acknowledge';
import type { ChatSession, ChatSocket } from './chat-session';
import { toVisible } from './render';
import {
  emptySchema,
  feedbackSchema,
  helloSchema,
  historySchema,
  rateSchema,
  readSchema,
  sendSchema,
  typingSchema,
  type ClientToServerEvents,
} from './schema';

type Listener = (this: ChatSocket, ...args: unknown[]) => void;

/**
 * What a page may ask. The functions are made once and find their session through the socket: thousands of pages are
 * open at a time, and closures for each would be a tenth of what a page costs.
 */
const LISTENERS: Record<keyof ClientToServerEvents, Listener> = {
  hello: on(helloSchema, (session, { resume }) => session.hello(resume)),
  send: on(sendSchema, (session, input) => session.receive(input)),
  history: on(historySchema, async (session, { before, limit }) => {
    const events = await session.ports.eventsBefore(session.current().id, before, limit);
    return { events: events.map(toVisible) };
  }),
  read: on(readSchema, async (session, { upToSeq }) => {
    session.ports.mark(session.current().id, 'read', 'customer', upToSeq);
    return null;
  }),
  typing: on(typingSchema, async (session, input) => {
    session.handoff.customerTyping(session.current().id, input.on);
    return null;
  }),
  leaveQueue: on(emptySchema, async (session) => {
    await session.handoff.leaveQueue(session.current().id);
    return null;
  }),
  rate: on(rateSchema, async (session, input) => {
    await session.handoff.rate(session.current(), input);
    return null;
  }),
  feedback: on(feedbackSchema, async (session, input) => {
    await session.ports.feedback(session.current(), input);
    return null;
  }),
};

const refuse = on(emptySchema.loose(), () => Promise.reject(new TongdaError('unknown_event')));

/** Listens to what the socket's page asks of `session`. */
export function listen(socket: ChatSocket, session: ChatSession): void {
  socket.data.session = session;
  for (const [event, listener] of Object.entries(LISTENERS))
    socket.on(event as keyof ClientToServerEvents, listener);
  socket.onAny(refuseUnknown);
}

function refuseUnknown(this: ChatSocket, event: string, ...args: unknown[]): void {
  if (!Object.hasOwn(LISTENERS, event)) refuse.call(this, ...args);
}

function on<S extends z.ZodType, T>(
  schema: S,
  handle: (session: ChatSession, input: z.output<S>) => Promise<T>,
): Listener {
  return function (...args) {
    const { session } = this.data;
    if (session) acknowledge(schema, session.logger, (input) => handle(session, input), args);
  };
}
