import type { NluSettings } from './corpus/settings';
import type { Interpretation, ScoredIntent } from './interpretation';

/** At most so many "did you mean" buttons. */
const MAX_ALTERNATIVES = 3;

/** What the confidence allows, which intents are worth asking about, and why. */
export function decide(
  ranking: readonly ScoredIntent[],
  outOfScope: boolean,
  settings: NluSettings,
): Pick<Interpretation, 'decision' | 'alternatives'> & { reason?: string } {
  const { answer, ask, margin } = settings.decision;
  const [best, second] = ranking;
  if (!best || outOfScope) return { decision: 'miss', alternatives: [] };
  const alternatives = ranking
    .filter(({ name, confidence }) => confidence >= ask / 2 && name !== settings.scope.intent)
    .slice(0, MAX_ALTERNATIVES);
  const gap = best.confidence - (second?.confidence ?? 0);
  if (best.confidence >= answer && gap >= margin) return { decision: 'answer', alternatives };
  if (best.confidence < ask || alternatives.length === 0) {
    return { decision: 'miss', alternatives, reason: `把握只有 ${percent(best.confidence)}` };
  }
  const reason =
    best.confidence >= answer
      ? `与第二个意图只差 ${percent(gap)}`
      : `把握 ${percent(best.confidence)}，低于直接回答的 ${percent(answer)}`;
  return { decision: 'ask', alternatives, reason };
}

function percent(probability: number): string {
  return `${Math.round(probability * 100)}%`;
}
