import type { DeskChat, DeskState } from '../../../src/channels/agent-desk/schema';
import type { ConversationEvent, EventBody, Sender } from '../../../src/conversation/event';
import type { ConversationId, HandoffId } from '../../../src/conversation/id';
import type { OutMessage } from '../../../src/web/console/state/outbox';

/** An event of the conversation `c1`. */
export function event(seq: number, sender: Sender, body: EventBody, clientId?: string): ConversationEvent {
  return { conversationId: 'c1' as ConversationId, seq, at: 1000 + seq, sender, body, clientId };
}

/** The customer's words. */
export function said(seq: number, text = `说${seq}`): ConversationEvent {
  return event(seq, 'visitor:v1', { kind: 'customerMessage', text });
}

/** What the agent `me` replied in the handoff `h1`. */
export function replied(seq: number, clientId: string, agentId = 'me'): ConversationEvent {
  return event(
    seq,
    `agent:${agentId}`,
    { kind: 'agentMessage', text: `答${seq}`, agentId, agentName: '小王', handoffId: 'h1' as HandoffId },
    clientId,
  );
}

export function deskChat(over: Partial<DeskChat> = {}): DeskChat {
  return {
    handoffId: 'h1',
    conversationId: 'c1',
    state: 'assigned',
    fence: 3,
    reason: 'asked',
    summary: { reason: 'asked', utterance: '转人工', entities: [], tried: [] },
    channel: 'web-chat',
    customer: '顾客 3F2A',
    requestedAt: 1000,
    queuedAt: 1000,
    customerConnected: true,
    unread: 0,
    lastText: '转人工',
    ...over,
  };
}

export function deskState(chats: DeskChat[], offers: DeskChat[] = []): DeskState {
  return {
    me: { id: 'me', displayName: '小王', permissions: ['chat.take'] },
    presence: { agentId: 'me', agentName: '小王', state: 'online', capacity: 3, load: 0, leaseUntil: 0 },
    offers,
    chats,
    waiting: 0,
    now: 5000,
  };
}

/** A reply that waits to be sent under fence 3 of `h1`. */
export function outMessage(clientId: string, over: Partial<OutMessage> = {}): OutMessage {
  return {
    clientId,
    conversationId: 'c1',
    kind: 'reply',
    handoffId: 'h1',
    fence: 3,
    text: clientId,
    at: 0,
    status: { type: 'waiting' },
    ...over,
  };
}
