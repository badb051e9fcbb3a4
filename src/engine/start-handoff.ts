import type { QueueService } from '../handoff/queue-service';
import type { StartHandoff } from './turn-handler';

/** Carries a dialog's request for a person over to the handoff, in the turn's own transaction. */
export function startHandoff(queue: QueueService): StartHandoff {
  return (tx, { conversationId, tracker, decision, utterance }) =>
    queue.request(tx, {
      conversationId,
      channel: tracker.channel,
      reason: decision.handoff ?? 'asked',
      summary: {
        reason: decision.handoff ?? 'asked',
        utterance,
        intent: tracker.lastTurn?.intent ?? decision.intent,
        entities: decision.entities,
        tried: tracker.answeredWith.map((article) => article.title),
      },
    });
}
