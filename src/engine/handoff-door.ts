import type { ConversationId } from '../conversation/id';
import type { QueueService } from '../handoff/queue-service';
import type { EngineTransaction } from './engine-store';
import type { HandoffDoor } from './turn-handler';

/** Asks for a person where there is no bot. */
export function personAtOnce(queue: QueueService) {
  return (
    tx: EngineTransaction,
    {
      conversationId,
      channel,
      utterance,
    }: { conversationId: ConversationId; channel: string; utterance: string },
  ): Promise<void> => {
    const summary = { reason: 'operator' as const, utterance, entities: [], tried: [] };
    return queue.request(tx, { conversationId, channel, reason: 'operator', summary });
  };
}

/** Carries a dialog's request for a person over to the handoff. */
export function handoffDoor(queue: QueueService, title: (intent: string) => string): HandoffDoor {
  return {
    peopleWork: (tx) => queue.peopleWork(tx),
    request: (tx, { conversationId, tracker, decision, utterance }) => {
      const reason = decision.handoff ?? 'asked';
      // A guess that the customer was only asked about is no matter of theirs.
      const answered = tracker.lastTurn?.outcome === 'clarify' ? undefined : tracker.lastTurn?.intent;
      const intent = answered ?? decision.intent;
      const named = decision.entities.map(({ entity }) => entity);
      const summary = {
        reason,
        utterance,
        intent,
        intentTitle: intent === undefined ? undefined : title(intent),
        entities: [...tracker.entities.filter(({ entity }) => !named.includes(entity)), ...decision.entities],
        tried: tracker.answeredWith.map((article) => article.title),
      };
      return queue.request(tx, { conversationId, channel: tracker.channel, reason, summary });
    },
  };
}
