import type { Hit } from '../kb/answer';
import type { ScoredIntent } from '../nlu/interpretation';
import type { Answers } from './answers';
import type { DialogInput } from './decision';
import type { DialogSettings } from './settings';
import { requestsOf } from './requests';

/** Which of the two sides has the word on an understood request. */
export type Verdict =
  | { by: 'intent'; intent: ScoredIntent }
  | { by: 'article'; hit: Hit }
  /** Both are sure, of different things, and neither is far ahead. */
  | { by: 'neither'; intent: ScoredIntent; hit: Hit };

/** Weighs an utterance's only request against the best hit; undefined when there is not exactly one request. */
export function weighRequest(
  { interpretation, knowledge }: DialogInput,
  answers: Answers,
  settings: DialogSettings,
): Verdict | undefined {
  const [intent, second] = requestsOf(interpretation);
  if (!intent || second) return undefined;
  const [hit] = knowledge.hits;
  if (!hit || knowledge.decision !== 'answer') return { by: 'intent', intent };
  const tags = answers.intentsOf(hit.articleId);
  if (tags.includes(intent.name)) return { by: 'intent', intent };
  const ahead = hit.score - intent.confidence;
  // An article without intents contradicts none.
  if (tags.length === 0) return ahead >= 0 ? { by: 'article', hit } : { by: 'intent', intent };
  if (Math.abs(ahead) <= settings.conflictMargin) return { by: 'neither', intent, hit };
  return ahead > 0 ? { by: 'article', hit } : { by: 'intent', intent };
}
