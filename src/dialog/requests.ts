import type { Interpretation, ScoredIntent } from '../nlu/interpretation';

/** The intents that the dialog itself acts on. */
export const INTENT = {
  human: 'service.human',
  complaint: 'service.complaint',
  affirm: 'chat.affirm',
  deny: 'chat.deny',
  greet: 'chat.greet',
  inform: 'chat.inform',
  abuse: 'chat.abuse',
  repeat: 'chat.repeat',
  identity: 'chat.identity',
  outOfScope: 'out_of_scope',
} as const;

/** Whether an intent is about the conversation and not about the operator's business. */
export function isChat(intent: string): boolean {
  return intent.startsWith('chat.');
}

/** Whether the utterance is none of our business. */
export function isOutOfScope({ outOfScope, decision, intent }: Interpretation): boolean {
  return outOfScope || (decision === 'answer' && intent.name === INTENT.outOfScope);
}

/** Whether the NLU is sure of what was said. */
export function isUnderstood(interpretation: Interpretation): boolean {
  return interpretation.decision === 'answer' && !isOutOfScope(interpretation);
}

/** The requests of an understood utterance, small talk left out: content wins over a greeting before it. */
export function requestsOf(interpretation: Interpretation): ScoredIntent[] {
  return isUnderstood(interpretation) ? interpretation.intents.filter(({ name }) => isRequest(name)) : [];
}

/** The requests worth asking about when the NLU is unsure, best first. */
export function candidatesOf(interpretation: Interpretation): ScoredIntent[] {
  const unsure = interpretation.decision === 'ask' && !isOutOfScope(interpretation);
  return unsure ? interpretation.alternatives.filter(({ name }) => isRequest(name)) : [];
}

/** The one conversational intent of an understood utterance that asks for nothing else. */
export function chatOf(interpretation: Interpretation): ScoredIntent | undefined {
  const { intent } = interpretation;
  const only = isUnderstood(interpretation) && isChat(intent.name) && requestsOf(interpretation).length === 0;
  return only ? intent : undefined;
}

function isRequest(intent: string): boolean {
  return !isChat(intent) && intent !== INTENT.outOfScope;
}
