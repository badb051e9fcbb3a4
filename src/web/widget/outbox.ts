/** A message of the customer that the log does not show yet. */
export interface OutboxMessage {
  clientId: string;
  text: string;
  /** Set when a button was tapped. */
  payload?: string;
  /** When it was written, in ms. */
  at: number;
  status: OutboxStatus;
}

/**
 * waiting: to be sent when its turn comes · sending: on the way · sent: acknowledged, its event is still to come ·
 * failed: refused (`reason` from the server) or without an answer (`lost`), to be tried again.
 */
export type OutboxStatus =
  | { type: 'waiting' }
  | { type: 'sending' }
  | { type: 'sent'; seq: number }
  | { type: 'failed'; lost: boolean; reason?: string };

type Outbox = readonly OutboxMessage[];

/** Gives one message another status; an id that is not there changes nothing. */
export function withStatus(outbox: Outbox, clientId: string, status: OutboxStatus): Outbox {
  return outbox.map((message) => (message.clientId === clientId ? { ...message, status } : message));
}

export function withoutMessage(outbox: Outbox, clientId: string): Outbox {
  return outbox.filter((message) => message.clientId !== clientId);
}

/**
 * Drops what has arrived in the log; the rest keeps its order. What was acknowledged with a seq that the log has passed
 * is there too, although a page that begins later does not show it.
 */
export function withoutArrived(outbox: Outbox, arrived: ReadonlySet<string>, cursor: number): Outbox {
  const isThere = ({ clientId, status }: OutboxMessage): boolean =>
    arrived.has(clientId) || (status.type === 'sent' && status.seq <= cursor);
  return outbox.some(isThere) ? outbox.filter((message) => !isThere(message)) : outbox;
}

/**
 * After a new connection: what was on the way or got no answer is sent again, with the same id, so that the server
 * can tell a repetition. What the server refused stays refused.
 */
export function resumed(outbox: Outbox): Outbox {
  return outbox.map((message) => {
    const { status } = message;
    const again = status.type === 'sending' || (status.type === 'failed' && status.lost);
    return again ? { ...message, status: { type: 'waiting' } } : message;
  });
}

/** The message to send now: the oldest waiting one, and none while one is on the way. */
export function nextToSend(outbox: Outbox): OutboxMessage | undefined {
  if (outbox.some((message) => message.status.type === 'sending')) return undefined;
  return outbox.find((message) => message.status.type === 'waiting');
}

/** Whether the message must be kept for the next visit. */
export function isUnsettled(message: OutboxMessage): boolean {
  return message.status.type !== 'sent';
}
