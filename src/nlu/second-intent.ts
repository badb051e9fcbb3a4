import type { NluSettings } from './corpus/settings';
import type { ScoredIntent } from './interpretation';

const CLAUSE_BREAK = /[，,。;；!！?？\s]+|(?:然后|另外|还有就是|还有|顺便|再帮我|并且|同时|以及)/gu;
/** Shorter pieces are greetings and fillers. */
const MIN_CLAUSE = 3;

/** The clauses of a normalised utterance that may be requests of their own; fewer than two means there is only one. */
export function splitClauses(text: string): string[] {
  return text.split(CLAUSE_BREAK).filter((clause) => Array.from(clause).length >= MIN_CLAUSE);
}

/** What one clause says alone. */
export interface ClauseReading extends ScoredIntent {
  outOfScope: boolean;
}

/**
 * The first and the second request, if two clauses ask for different things and both surely. The whole utterance
 * decides which comes first where it agrees with one of them; else the order of speech does.
 */
export function findSecondIntent(
  whole: ScoredIntent,
  clauses: readonly ClauseReading[],
  settings: NluSettings['second_intent'],
): [ScoredIntent, ScoredIntent] | undefined {
  const requests = clauses.filter(
    ({ name, confidence, outOfScope }) =>
      !outOfScope &&
      confidence >= settings.confidence &&
      !settings.ignore.some((prefix) => name.startsWith(prefix)),
  );
  const first = requests.find(({ name }) => name === whole.name) ?? requests[0];
  const second = requests.find(({ name }) => name !== first?.name);
  if (!first || !second) return undefined;
  return [
    {
      name: first.name,
      confidence: Math.max(first.confidence, first.name === whole.name ? whole.confidence : 0),
    },
    { name: second.name, confidence: second.confidence },
  ];
}
