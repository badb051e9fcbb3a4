import type { BotContent, ConversationEvent, TurnOutcome } from '../../../conversation/event';
import type { Owner } from '../../../conversation/tracker';
import { ownerOf } from '../../widget/handoff-line';
import { handoffLine } from './handoff-line';
import { channelLabel, REASON_LABELS, wrapUpLabel } from './labels';

/** One line of the chat, oldest first. */
export type TranscriptItem = { seq: number; at: number } & (
  | { type: 'customer'; text: string; whileWaiting: boolean }
  | { type: 'bot'; content: BotContent }
  | { type: 'agent' | 'note'; text: string; mine: boolean; name: string }
  | { type: 'turn'; outcome: TurnOutcome; reason: string; intent?: string; confidence?: number }
  | { type: 'system'; text: string }
);

/** What the loaded part of a log says to the staff. */
export interface Transcript {
  items: TranscriptItem[];
  /** How far the customer has received and read, and the staff has read. */
  customerDelivered: number;
  customerRead: number;
  staffRead: number;
  lastCustomerSeq: number;
  /** Client ids of the messages and notes of this agent that are in the log. */
  clientIds: ReadonlySet<string>;
}

interface Fold extends Transcript {
  clientIds: Set<string>;
  owner: Owner;
  names: Map<string, string>;
  meId: string;
}

/** Folds events into what an agent sees. The run may begin in the middle of a conversation. */
export function foldTranscript(events: readonly ConversationEvent[], meId: string): Transcript {
  const fold: Fold = {
    items: [],
    customerDelivered: 0,
    customerRead: 0,
    staffRead: 0,
    lastCustomerSeq: 0,
    clientIds: new Set(),
    owner: 'bot',
    names: new Map(),
    meId,
  };
  for (const event of events) apply(fold, event);
  return fold;
}

function apply(fold: Fold, event: ConversationEvent): void {
  const { seq, at, body } = event;
  const { items, meId, names } = fold;
  const system = (text: string | undefined): void => {
    if (text !== undefined) items.push({ type: 'system', seq, at, text });
  };
  if (event.clientId !== undefined && event.sender === `agent:${meId}`) fold.clientIds.add(event.clientId);
  switch (body.kind) {
    case 'started':
      return system(`会话开始 · ${channelLabel(body.channel)}`);
    case 'customerMessage':
      items.push({ type: 'customer', seq, at, text: body.text, whileWaiting: fold.owner === 'queue' });
      fold.lastCustomerSeq = seq;
      return;
    case 'botMessage':
      items.push({ type: 'bot', seq, at, content: body.content });
      return;
    case 'turnHandled': {
      const { outcome, reason, intent, intentTitle, confidence } = body;
      items.push({ type: 'turn', seq, at, outcome, reason, intent: intentTitle ?? intent, confidence });
      return;
    }
    case 'agentMessage':
      names.set(body.agentId, body.agentName);
      items.push({
        type: 'agent',
        seq,
        at,
        text: body.text,
        mine: body.agentId === meId,
        name: body.agentName,
      });
      return;
    case 'note': {
      const name = names.get(body.agentId) ?? '坐席';
      items.push({ type: 'note', seq, at, text: body.text, mine: body.agentId === meId, name });
      return;
    }
    case 'handoffRequested':
      fold.owner = 'queue';
      return system(`转人工 · ${REASON_LABELS[body.summary.reason]}`);
    case 'handoffMoved':
      if (body.agentId !== undefined && body.agentName !== undefined) names.set(body.agentId, body.agentName);
      // The end of a wrap-up may come when the customer is in the next handoff already.
      if (body.from !== 'wrapUp') fold.owner = ownerOf(body.to);
      return system(handoffLine(body));
    case 'wrapUp':
      return system(`小结 · ${wrapUpLabel(body.code)}${body.note === '' ? '' : ` · ${body.note}`}`);
    case 'rating':
      return system(`顾客评价 ${body.score} 分${body.comment === '' ? '' : ` · ${body.comment}`}`);
    case 'feedback':
      return system(
        `顾客觉得机器人的回答${body.helpful ? '有用' : '没用'}${body.reason ? ` · ${body.reason}` : ''}`,
      );
    case 'read':
      if (body.side === 'staff') fold.staffRead = Math.max(fold.staffRead, body.upToSeq);
      else fold.customerRead = Math.max(fold.customerRead, body.upToSeq);
      return;
    case 'delivered':
      if (body.side === 'customer') fold.customerDelivered = Math.max(fold.customerDelivered, body.upToSeq);
      return;
    case 'slotSet':
      return;
    default:
      // A newer server may know kinds that this page does not: they are passed over.
      body satisfies never;
  }
}

/** How far a message of the agent has come. Reading implies delivery. */
export function markOf(transcript: Transcript, seq: number): 'sent' | 'delivered' | 'read' {
  if (seq <= transcript.customerRead) return 'read';
  return seq <= transcript.customerDelivered ? 'delivered' : 'sent';
}
