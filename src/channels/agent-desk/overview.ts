import type { HandoffTransactor } from '../../handoff/handoff-store';
import type { DeskPorts } from './ports';

/** What the desk of one agent is made of. */
export async function overviewOf(
  store: HandoffTransactor,
  agentId: string,
): ReturnType<DeskPorts['overview']> {
  return store.read(async (tx) => {
    const presence = await tx.presences.find(agentId);
    const handoffs = await tx.handoffs.ofAgent(agentId);
    const { waiting, since } = await tx.handoffs.queueSize();
    return { presence, handoffs, waiting, waitingSince: since };
  });
}

/** How many wait, and since when the first of them. */
export async function queueSizeOf(store: HandoffTransactor): ReturnType<DeskPorts['queueSize']> {
  const { waiting, since } = await store.read((tx) => tx.handoffs.queueSize());
  return { waiting, waitingSince: since };
}
