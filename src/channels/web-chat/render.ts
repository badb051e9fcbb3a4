import type { ConversationEvent } from '../../conversation/event';
import { isVisibleTo } from '../../conversation/event';
import type { VisibleEvent } from './schema';

/** The customer's view of an event. What only the staff may see keeps its seq and loses all else. */
export function toVisible(event: ConversationEvent): VisibleEvent {
  const { body, sender, seq, at, clientId } = event;
  if (!isVisibleTo('customer', body.kind)) return { seq, kind: 'hidden' };
  if (body.kind === 'handoffRequested') {
    // The summary is for the agent.
    const summary = { reason: body.summary.reason, utterance: '', entities: [], tried: [] };
    return { seq, at, from: 'system', body: { ...body, summary } };
  }
  if (sender.startsWith('visitor:')) return { seq, at, clientId, from: 'customer', body };
  if (sender.startsWith('agent:')) return { seq, at, from: 'agent', body };
  return { seq, at, from: body.kind === 'botMessage' ? 'bot' : 'system', body };
}
