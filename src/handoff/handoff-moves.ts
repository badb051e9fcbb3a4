import type { HandoffState, NewEvent } from '../conversation/event';
import type { Handoff } from './handoff';
import type { HandoffTransaction } from './handoff-store';
import { checkMove, LOADING_STATES } from './transitions';

/** What is said to the customer at a move: a response of the corpus with its placeholders. */
export interface Notice {
  response: string;
  variables?: Record<string, string | number>;
}

export interface Move {
  to: HandoffState;
  /** Short and fixed, for the log: offerTimeout, accepted, … */
  cause: string;
  agent?: { id: string; name: string };
  offerUntil?: number;
  notice?: Notice;
  /** Raises the fence: who acts on the old one is refused. */
  renewFence?: boolean;
}

/** Looks up a response's text. */
export type Say = (response: string, variables?: Record<string, string | number>, pick?: number) => string;

/** When something has to be looked at again, for states that do not last by themselves. */
export const ROUTE_REF = 'queue';

/**
 * The one door for every change of state: checks the table, writes the row, the agent's load, the event and the
 * notice in the caller's transaction. The row must be locked by the caller.
 */
export async function moveHandoff(
  tx: HandoffTransaction,
  handoff: Handoff,
  move: Move,
  now: number,
  say: Say,
): Promise<Handoff> {
  checkMove(handoff.state, move.to);
  const holds = LOADING_STATES.includes(move.to);
  const held = LOADING_STATES.includes(handoff.state);
  const agentId = holds ? (move.agent?.id ?? handoff.agentId) : undefined;
  if (held && handoff.agentId !== undefined && agentId !== handoff.agentId)
    await tx.presences.release(handoff.agentId);
  const moved: Handoff = {
    ...handoff,
    state: move.to,
    agentId,
    fence: handoff.fence + (move.renewFence ? 1 : 0),
    offerUntil: move.offerUntil,
    assignedAt: move.to === 'assigned' ? now : handoff.assignedAt,
    endedAt: endsService(handoff.state, move.to) ? now : handoff.endedAt,
  };
  await tx.handoffs.update(moved);
  await tx.conversations.append(handoff.conversationId, eventsOf(handoff, moved, move, say), now);
  return moved;
}

function endsService(from: HandoffState, to: HandoffState): boolean {
  if (from === 'wrapUp') return false;
  return to === 'wrapUp' || to === 'closed' || to === 'bot' || to === 'abandoned';
}

function eventsOf(before: Handoff, after: Handoff, move: Move, say: Say): NewEvent[] {
  const events: NewEvent[] = [
    {
      sender: 'system',
      body: {
        kind: 'handoffMoved',
        handoffId: after.id,
        from: before.state,
        to: after.state,
        fence: after.fence,
        agentId: after.agentId,
        agentName: move.agent?.name,
        cause: move.cause,
      },
    },
  ];
  if (move.notice) {
    const { response, variables } = move.notice;
    const content = { text: say(response, variables, after.fence) };
    events.push({ sender: 'system', body: { kind: 'botMessage', content, turnSeq: 0 } });
  }
  return events;
}
