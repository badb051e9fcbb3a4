import type { HandoffState } from '../conversation/event';
import { TongdaError } from '../errors';

/** Every move that a handoff can make. Who else moves it is refused. */
const TRANSITIONS: Record<HandoffState, readonly HandoffState[]> = {
  requested: ['queued', 'offlineMessage', 'callback', 'bot'],
  queued: ['offered', 'assigned', 'bot', 'offlineMessage', 'callback', 'abandoned'],
  offered: ['assigned', 'queued', 'bot', 'abandoned'],
  assigned: ['assigned', 'queued', 'bot', 'wrapUp', 'closed'],
  callback: ['queued', 'closed'],
  wrapUp: ['closed'],
  closed: [],
  bot: [],
  abandoned: [],
  offlineMessage: [],
};

/** States in which the customer belongs to the people's side. */
export const OPEN_STATES: readonly HandoffState[] = ['requested', 'queued', 'offered', 'assigned'];

/** States that take up an agent's capacity. */
export const LOADING_STATES: readonly HandoffState[] = ['offered', 'assigned', 'wrapUp'];

/** Throws `illegal_move` unless the table has the move. */
export function checkMove(from: HandoffState, to: HandoffState): void {
  if (!TRANSITIONS[from].includes(to)) throw new TongdaError('illegal_move', `${from} → ${to}`);
}
