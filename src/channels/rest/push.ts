import type { ConversationRecord } from '../../conversation/conversation-store';
import type { DueWork } from '../../conversation/due-work';
import type { ConversationEvent, Side } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import { currentTraceparent } from '../../trace';
import type { HandoffTransaction } from '../../handoff/handoff-store';
import { REST } from './channel';
import { toRestReply } from './render';

const TIMEOUT_MS = 5000;
const PAGE = 200;

export interface PushPorts {
  find(id: ConversationId): Promise<ConversationRecord | undefined>;
  tracker(id: ConversationId): Promise<{ delivered: Record<Side, number> }>;
  eventsAfter(id: ConversationId, afterSeq: number, limit: number): Promise<ConversationEvent[]>;
  mark(id: ConversationId, kind: 'delivered', side: Side, upToSeq: number): Promise<void>;
  finish(work: DueWork): Promise<void>;
}

/** Whether events hold something that a REST sender learns of without asking: what people say. */
function isPushed(events: readonly ConversationEvent[]): boolean {
  return events.some(
    ({ body, sender }) => body.kind === 'agentMessage' || (body.kind === 'botMessage' && sender === 'system'),
  );
}

/** For the transaction that adds events: what people say to a REST sender is due to be pushed. */
export async function schedulePush(
  { conversations, due }: Pick<HandoffTransaction, 'conversations' | 'due'>,
  events: readonly ConversationEvent[],
  now: number,
): Promise<void> {
  const id = events[0]?.conversationId;
  if (id === undefined || !isPushed(events)) return;
  if ((await conversations.find(id))?.channel === REST) await due.schedule('restPush', id, now);
}

/**
 * Posts what people have said to REST senders to the operator's callback URL, as the REST channel answers it, in
 * order; at least once, tried again until the other side answers 2xx.
 */
export class RestPush {
  constructor(
    private readonly ports: PushPorts,
    private readonly callbackUrl: string,
  ) {}

  /** Due work `restPush`: its ref is the conversation. Throws when the other side does not take it. */
  async push(work: DueWork): Promise<void> {
    const { ports } = this;
    const id = work.ref as ConversationId;
    const conversation = await ports.find(id);
    if (!conversation) return ports.finish(work);
    const { delivered } = await ports.tracker(id);
    const events = await ports.eventsAfter(id, delivered.customer, PAGE);
    const replies = events
      .map((event) => toRestReply(conversation.visitorId, event))
      .filter((reply) => reply !== undefined);
    if (replies.length > 0) await this.post(replies);
    const last = events.at(-1);
    if (last) await ports.mark(id, 'delivered', 'customer', last.seq);
    await ports.finish(work);
  }

  private async post(replies: readonly unknown[]): Promise<void> {
    const traceparent = currentTraceparent();
    const response = await fetch(this.callbackUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(traceparent !== undefined && { traceparent }) },
      body: JSON.stringify(replies),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the callback answered ${response.status}`);
  }
}
