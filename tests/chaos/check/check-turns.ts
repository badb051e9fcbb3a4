import type { ConversationEvent } from '../../../src/conversation/event';
import { applyEvent, emptyTracker } from '../../../src/conversation/tracker';

/** Every message that a customer wrote to the bot is dealt with by exactly one turn; a bot that is off has none. */
export function checkTurns(
  events: ReadonlyMap<string, readonly ConversationEvent[]>,
  botAnswers = true,
): string[] {
  if (botAnswers) return [...events].flatMap(([id, log]) => checkConversation(id, log));
  return [...events].flatMap(([id, log]) =>
    log.some(({ body }) => body.kind === 'turnHandled') ? [`answered by a bot that is off: ${id}`] : [],
  );
}

function checkConversation(id: string, log: readonly ConversationEvent[]): string[] {
  const faults: string[] = [];
  const tracker = emptyTracker();
  let handledUpTo = 0;
  for (const event of log) {
    const { body, seq } = event;
    if (body.kind === 'turnHandled') {
      if (body.upToSeq <= handledUpTo) faults.push(`answered twice: ${id} by ${seq}, up to ${body.upToSeq}`);
      if (!tracker.pending.some((message) => message.seq === body.upToSeq)) {
        faults.push(`answered nothing: ${id} by ${seq}, up to ${body.upToSeq}`);
      }
      handledUpTo = Math.max(handledUpTo, body.upToSeq);
    }
    try {
      applyEvent(tracker, event);
    } catch (error) {
      return [...faults, `gap: ${id}: ${String(error)}`];
    }
  }
  // What was written to the bot before a person took over is in the agent's hands.
  if (tracker.owner === 'bot' && tracker.pending.length > 0) {
    faults.push(`unanswered: ${id} ${tracker.pending.map(({ seq }) => seq).join(', ')}`);
  }
  return faults;
}
