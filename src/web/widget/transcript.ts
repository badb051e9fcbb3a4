import type { VisibleEvent } from '../../channels/web-chat/schema';
import type { BotContent } from '../../conversation/event';
import type { Owner } from '../../conversation/tracker';
import { handoffLine, ownerOf } from './handoff-line';

/** One line of the chat, oldest first. */
export type TranscriptItem =
  | { type: 'customer'; seq: number; at: number; text: string; clientId?: string }
  | { type: 'bot'; seq: number; at: number; content: BotContent }
  | { type: 'agent'; seq: number; at: number; text: string; agentName: string }
  | { type: 'system'; seq: number; at: number; text: string }
  /** Asks for a rating, or thanks for it when `score` is set. */
  | { type: 'rating'; seq: number; at: number; handoffId: string; agentName?: string; score?: number };

/** What the loaded part of the log says. */
export interface Transcript {
  items: TranscriptItem[];
  /** Who answers now; `bot` where the loaded part does not tell. */
  owner: Owner;
  agentName?: string;
  /** How far the staff has read and received, and the customer has read. */
  staffRead: number;
  staffDelivered: number;
  customerRead: number;
  /** The customer's answers to 有用/没用, by the seq of the bot's message. */
  feedback: Record<number, boolean>;
  /** Client ids of the customer's messages in the log. */
  clientIds: ReadonlySet<string>;
  /** The newest message of each side; 0 when there is none. */
  lastBotSeq: number;
  lastAgentSeq: number;
}

/** Folds events into what the customer sees. The run may begin in the middle of a handoff. */
export function foldTranscript(events: readonly VisibleEvent[]): Transcript {
  const clientIds = new Set<string>();
  const transcript: Transcript = {
    items: [],
    owner: 'bot',
    staffRead: 0,
    staffDelivered: 0,
    customerRead: 0,
    feedback: {},
    clientIds,
    lastBotSeq: 0,
    lastAgentSeq: 0,
  };
  const ratings = new Map<string, number>();
  for (const event of events) {
    if (!('body' in event)) continue;
    if (event.from === 'customer' && event.clientId !== undefined) clientIds.add(event.clientId);
    if (event.body.kind === 'rating') ratings.set(event.body.handoffId, event.body.score);
    fold(transcript, event);
  }
  const { items } = transcript;
  const lastHandoff = items.findLast((item) => item.type === 'rating')?.handoffId;
  transcript.items = items.flatMap((item): TranscriptItem[] => {
    if (item.type !== 'rating') return [item];
    const score = ratings.get(item.handoffId);
    // A handoff that nobody rated before the next one can no longer be rated.
    if (score === undefined && (item.handoffId !== lastHandoff || transcript.owner !== 'bot')) return [];
    return [{ ...item, score }];
  });
  return transcript;
}

function fold(transcript: Transcript, event: Extract<VisibleEvent, { body: unknown }>): void {
  const { seq, at, body } = event;
  const { items } = transcript;
  switch (body.kind) {
    case 'customerMessage':
      items.push({ type: 'customer', seq, at, text: body.text, clientId: event.clientId });
      return;
    case 'botMessage':
      items.push({ type: 'bot', seq, at, content: body.content });
      transcript.lastBotSeq = seq;
      return;
    case 'agentMessage':
      items.push({ type: 'agent', seq, at, text: body.text, agentName: body.agentName });
      transcript.lastAgentSeq = seq;
      // A page that begins in the middle of a handoff learns here that an agent is there.
      transcript.owner = 'agent';
      transcript.agentName = body.agentName;
      return;
    case 'handoffRequested':
    case 'handoffMoved': {
      const line = handoffLine(body);
      if (line !== undefined) items.push({ type: 'system', seq, at, text: line });
      if (body.kind === 'handoffRequested') {
        transcript.owner = 'queue';
        return;
      }
      const { handoffId, from, to, agentName } = body;
      if (from === 'assigned' && (to === 'wrapUp' || to === 'closed')) {
        items.push({ type: 'rating', seq, at, handoffId, agentName: agentName ?? transcript.agentName });
      }
      // The end of a wrap-up was the end of nothing for the customer, who may be in the next handoff by now.
      if (from !== 'wrapUp') transcript.owner = ownerOf(to);
      transcript.agentName = transcript.owner === 'agent' ? (agentName ?? transcript.agentName) : undefined;
      return;
    }
    case 'feedback':
      transcript.feedback[body.messageSeq] = body.helpful;
      return;
    case 'read':
      if (body.side === 'staff') transcript.staffRead = Math.max(transcript.staffRead, body.upToSeq);
      else transcript.customerRead = Math.max(transcript.customerRead, body.upToSeq);
      return;
    case 'delivered':
      if (body.side === 'staff')
        transcript.staffDelivered = Math.max(transcript.staffDelivered, body.upToSeq);
      return;
    case 'started':
    case 'turnHandled':
    case 'slotSet':
    case 'note':
    case 'wrapUp':
    case 'rating':
      return;
    default:
      // A newer server may know kinds that this page does not: they are passed over.
      body satisfies never;
  }
}

/** How far a message of the customer has come. Reading implies delivery. */
export function markOf(transcript: Transcript, seq: number): 'sent' | 'delivered' | 'read' {
  if (seq <= transcript.staffRead) return 'read';
  return seq <= transcript.staffDelivered ? 'delivered' : 'sent';
}
