import type { Clock } from '../clock';
import type { DueWork } from '../conversation/due-work';
import type { Handoff, Presence } from './handoff';
import { moveHandoff, ROUTE_REF, type Say } from './handoff-moves';
import type { HandoffTransaction, HandoffTransactor } from './handoff-store';
import type { HandoffSettings } from './settings';

/** Waiting chats offered in one transaction; the next transaction takes the next ones. */
const BATCH = 50;

/**
 * Matches the queue with the agents: first come first served among chats of equal priority, the least loaded agent
 * first. Runs as due work, so one router works at a time and none is forgotten.
 */
export class Router {
  constructor(
    private readonly store: HandoffTransactor,
    private readonly clock: Clock,
    private readonly settings: () => HandoffSettings,
    private readonly say: Say,
  ) {}

  /** Due work `route`. */
  async route(work: DueWork): Promise<void> {
    await this.store.write(async (tx) => {
      const now = this.clock.now();
      const lookAgainAt = await this.offerAll(tx, now);
      if (!(await tx.due.finish('route', work.ref, work.fence))) return;
      if (lookAgainAt !== undefined) await tx.due.schedule('route', ROUTE_REF, lookAgainAt);
    });
  }

  /** Offers what can be offered; answers when an agent may be asked again: later, or at once when more wait. */
  private async offerAll(tx: HandoffTransaction, now: number, limit = BATCH): Promise<number | undefined> {
    let lookAgainAt: number | undefined;
    let offered = false;
    const waiting = await tx.handoffs.waiting(limit);
    for (const { id } of waiting) {
      const agents = await tx.presences.available(now);
      if (agents.length === 0) return lookAgainAt;
      const handoff = await tx.handoffs.lock(id);
      if (handoff?.state !== 'queued') continue;
      const agent = agents.find((candidate) => this.askableAt(handoff, candidate) <= now);
      if (!agent) {
        const next = Math.min(...agents.map((candidate) => this.askableAt(handoff, candidate)));
        lookAgainAt = Math.min(lookAgainAt ?? next, next);
        continue;
      }
      if (await this.offer(tx, handoff, agent, now)) offered = true;
    }
    if (waiting.length < limit) return lookAgainAt;
    // Chats that everybody let pass must not hide those behind them.
    return offered ? now : this.offerAll(tx, now, limit * 2);
  }

  private askableAt(handoff: Handoff, { agentId }: Presence): number {
    const passedAt = handoff.passedBy[agentId];
    return passedAt === undefined ? 0 : passedAt + this.settings().passMs;
  }

  private async offer(
    tx: HandoffTransaction,
    handoff: Handoff,
    agent: Presence,
    now: number,
  ): Promise<boolean> {
    if (!(await tx.presences.take(agent.agentId, now))) return false;
    const offerUntil = now + this.settings().offerMs;
    const move = {
      to: 'offered' as const,
      cause: 'routed',
      agent: { id: agent.agentId, name: agent.agentName },
      offerUntil,
      renewFence: true,
    };
    const { fence } = await moveHandoff(tx, handoff, move, now, this.say);
    await tx.due.schedule('offerTimeout', handoff.id, offerUntil, String(fence));
    return true;
  }
}
