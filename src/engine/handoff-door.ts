import type { QueueService } from '../handoff/queue-service';
import type { HandoffDoor } from './turn-handler';

/** Carries a dialog's request for a person over to the handoff. */
export function handoffDoor(queue: QueueService, title: (intent: string) => string): HandoffDoor {
  return {
    peopleWork: (tx) => queue.peopleWork(tx),
    request: (tx, { conversationId, tracker, decision, utterance }) => {
      const reason = decision.handoff ?? 'asked';
      const intent = tracker.lastTurn?.intent ?? decision.intent;
      const summary = {
        reason,
        utterance,
        intent,
        intentTitle: intent === undefined ? undefined : title(intent),
        entities: decision.entities,
        tried: tracker.answeredWith.map((article) => article.title),
      };
      return queue.request(tx, { conversationId, channel: tracker.channel, reason, summary });
    },
  };
}
