/** A reply or note that the log does not show yet. */
export interface OutMessage {
  clientId: string;
  conversationId: string;
  kind: 'reply' | 'note';
  /** The handoff and the fence under which it was written. */
  handoffId: string;
  fence: number;
  text: string;
  /** When it was written, in ms. */
  at: number;
  status: OutStatus;
}

/**
 * waiting: to be sent when its turn comes · sending: on the way · sent: acknowledged, its event is still to come ·
 * failed: refused by the server, to be tried again by the agent.
 */
export type OutStatus =
  | { type: 'waiting' }
  | { type: 'sending' }
  | { type: 'sent'; seq: number }
  | { type: 'failed'; reason: string };

/** All chats’ unsent messages, oldest first. */
export type Outbox = readonly OutMessage[];

/** Gives one message another status; an id that is not there changes nothing. */
export function withStatus(outbox: Outbox, clientId: string, status: OutStatus): Outbox {
  return outbox.map((message) => (message.clientId === clientId ? { ...message, status } : message));
}

/** Drops what has arrived in the log; the rest keeps its order. */
export function withoutArrived(outbox: Outbox, arrived: ReadonlySet<string>): Outbox {
  return outbox.some((message) => arrived.has(message.clientId))
    ? outbox.filter((message) => !arrived.has(message.clientId))
    : outbox;
}

/** After a new connection: what was on the way is sent again with the same id, so that the server knows it. */
export function resumed(outbox: Outbox): Outbox {
  return outbox.map((message) =>
    message.status.type === 'sending' ? { ...message, status: { type: 'waiting' } } : message,
  );
}

/**
 * The message of a chat to send now: its oldest waiting one. None while one is on the way or has failed, so that
 * nothing overtakes what was written before it.
 */
export function nextToSend(outbox: Outbox, conversationId: string): OutMessage | undefined {
  const next = outbox.find(
    (message) => message.conversationId === conversationId && message.status.type !== 'sent',
  );
  return next?.status.type === 'waiting' ? next : undefined;
}

/** What is taken back when a fence has gone stale: all of the handoff that was written under it or an older one. */
export function recalled(outbox: Outbox, handoffId: string, fence: number): OutMessage[] {
  return outbox.filter(
    (message) => message.handoffId === handoffId && message.fence <= fence && message.status.type !== 'sent',
  );
}
