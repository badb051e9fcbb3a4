import type { Button } from '../conversation/event';
import type { Tracker } from '../conversation/tracker';

/** Whether the turn before has offered all of these already: asking the same again would go round in a circle. */
export function repeatsLast({ lastTurn }: Tracker, buttons: readonly Button[]): boolean {
  if (lastTurn?.outcome !== 'clarify') return false;
  const offered = new Set(lastTurn.options.map(({ payload }) => payload));
  return buttons.every(({ payload }) => offered.has(payload));
}
