import type { Clock } from '../clock';
import type { DueWork } from '../conversation/due-work';
import type { NewEvent } from '../conversation/event';
import { TongdaError } from '../errors';
import type { CustomerLeases } from './customer-leases';
import type { Handoff, Presence, WrapUpCode } from './handoff';
import { moveHandoff, ROUTE_REF, type Say } from './handoff-moves';
import type { HandoffTransaction, HandoffTransactor } from './handoff-store';
import type { HandoffSettings } from './settings';

/** Who acts: an agent, by account. */
export interface Agent {
  id: string;
  name: string;
}

/** A chat as an agent holds it; a fence that is not the newest is refused. */
export interface Held {
  handoffId: string;
  fence: number;
}

/** The agent's side of a handoff. */
export class DeskService {
  constructor(
    private readonly store: HandoffTransactor,
    private readonly clock: Clock,
    private readonly settings: () => HandoffSettings,
    private readonly say: Say,
    private readonly leases: CustomerLeases,
  ) {}

  /** Says how reachable an agent is. Going offline gives offers back; chats stay until they end or the lease lapses. */
  async setPresence(agent: Agent, state: Presence['state'], capacity: number): Promise<void> {
    await this.store.write(async (tx) => {
      const now = this.clock.now();
      const leaseUntil = now + this.settings().agentLeaseMs;
      await tx.handoffs.lockOfAgent(agent.id);
      await tx.presences.set({ agentId: agent.id, agentName: agent.name, state, capacity, leaseUntil });
      // Also offline: the chats that are left need a desk.
      await tx.due.schedule('presenceLapse', agent.id, leaseUntil);
      if (state !== 'online') {
        for (const { id } of await tx.handoffs.ofAgent(agent.id))
          await this.giveBack(tx, id, ['offered'], 'agentAway');
      }
      await tx.due.schedule('route', ROUTE_REF, now);
    });
  }

  /** The agent's desk is there. */
  async renew(agentId: string): Promise<void> {
    await this.store.write(async (tx) => {
      if (!(await tx.presences.lock(agentId))) return;
      const leaseUntil = this.clock.now() + this.settings().agentLeaseMs;
      await tx.presences.renew(agentId, leaseUntil);
      await tx.due.schedule('presenceLapse', agentId, leaseUntil);
    });
  }

  /** After the server was away, gives every desk a lease's time to come back. */
  async welcomeBack(): Promise<void> {
    await this.store.write(async (tx) => {
      const leaseUntil = this.clock.now() + this.settings().agentLeaseMs;
      for (const agentId of await tx.presences.extendAll(leaseUntil)) {
        await tx.due.schedule('presenceLapse', agentId, leaseUntil);
      }
      await tx.due.schedule('route', ROUTE_REF, this.clock.now());
    });
  }

  /** Due work `presenceLapse`: the desk is gone; its chats go back to the queue, at their old places. */
  async lapse(work: DueWork): Promise<void> {
    await this.store.write(async (tx) => {
      await tx.handoffs.lockOfAgent(work.ref);
      if (!(await tx.due.finish('presenceLapse', work.ref, work.fence))) return;
      await tx.presences.setState(work.ref, 'offline');
      for (const { id } of await tx.handoffs.ofAgent(work.ref)) {
        await this.giveBack(tx, id, ['offered', 'assigned'], 'agentGone');
      }
      await tx.due.schedule('route', ROUTE_REF, this.clock.now());
    });
  }

  /** Takes an offered chat. Errors: `offer_gone`. */
  async accept(agent: Agent, held: Held): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await tx.handoffs.lock(held.handoffId);
      if (handoff?.state !== 'offered' || handoff.agentId !== agent.id || handoff.fence !== held.fence) {
        throw new TongdaError('offer_gone');
      }
      const notice = { response: 'utter_agent_joined', variables: { agent: agent.name } };
      await moveHandoff(
        tx,
        handoff,
        { to: 'assigned', cause: 'accepted', agent, notice },
        this.clock.now(),
        this.say,
      );
      await tx.due.cancel('offerTimeout', handoff.id);
      await this.leases.end(tx, handoff);
    });
  }

  /** Lets an offered chat pass; it keeps its place. Errors: `offer_gone`. */
  async decline(agent: Agent, held: Held): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await tx.handoffs.lock(held.handoffId);
      if (handoff?.state !== 'offered' || handoff.agentId !== agent.id || handoff.fence !== held.fence) {
        throw new TongdaError('offer_gone');
      }
      await this.giveBack(tx, handoff.id, ['offered'], 'declined');
      await tx.due.schedule('route', ROUTE_REF, this.clock.now());
    });
  }

  /** Due work `offerTimeout`: nobody took it. The agent, who does not seem to be there, is set away. */
  async offerTimeout(work: DueWork): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await tx.handoffs.lock(work.ref);
      if (!(await tx.due.finish('offerTimeout', work.ref, work.fence))) return;
      if (handoff?.state !== 'offered' || String(handoff.fence) !== work.payload) return;
      if (handoff.agentId !== undefined) await tx.presences.setState(handoff.agentId, 'away');
      await this.giveBack(tx, handoff.id, ['offered'], 'offerTimeout');
      await tx.due.schedule('route', ROUTE_REF, this.clock.now());
    });
  }

  /** Writes to the customer. Errors: `stale_fence` when the chat is no longer the agent's. */
  async reply(
    agent: Agent,
    held: Held,
    message: { clientId: string; text: string },
  ): Promise<{ seq: number; at: number }> {
    return this.write(agent, held, message.clientId, (handoff) => ({
      kind: 'agentMessage',
      text: message.text,
      agentId: agent.id,
      agentName: agent.name,
      handoffId: handoff.id,
    }));
  }

  /** Writes for the staff only. Errors: `stale_fence`. */
  async note(
    agent: Agent,
    held: Held,
    message: { clientId: string; text: string },
  ): Promise<{ seq: number; at: number }> {
    return this.write(agent, held, message.clientId, (handoff) => ({
      kind: 'note',
      text: message.text,
      agentId: agent.id,
      handoffId: handoff.id,
    }));
  }

  /** Ends the talk: the customer is free and asked for a rating. Errors: `stale_fence`. */
  async end(agent: Agent, held: Held): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await this.lockMine(tx, agent, held, ['assigned']);
      const now = this.clock.now();
      const notice = { response: 'utter_agent_left' };
      await moveHandoff(tx, handoff, { to: 'wrapUp', cause: 'ended', agent, notice }, now, this.say);
      await tx.due.schedule('wrapUpEnd', handoff.id, now + this.settings().wrapUpMs);
    });
  }

  /** Gives a chat back to the queue, at its old place. Errors: `stale_fence`. */
  async requeue(agent: Agent, held: Held): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await this.lockMine(tx, agent, held, ['assigned']);
      await this.giveBack(tx, handoff.id, ['assigned'], 'givenBack');
      await tx.due.schedule('route', ROUTE_REF, this.clock.now());
    });
  }

  /** Closes an ended chat with a code and a note; the agent has room again. Errors: `stale_fence`. */
  async wrapUp(agent: Agent, held: Held, code: WrapUpCode, note: string): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await this.lockMine(tx, agent, held, ['wrapUp']);
      await this.close(tx, handoff, agent.id, code, note);
    });
  }

  /** Due work `wrapUpEnd`: nobody wrote it. */
  async wrapUpEnd(work: DueWork): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await tx.handoffs.lock(work.ref);
      if (!(await tx.due.finish('wrapUpEnd', work.ref, work.fence))) return;
      if (handoff?.state === 'wrapUp') await this.close(tx, handoff, handoff.agentId ?? '', 'other', '');
    });
  }

  private async close(
    tx: HandoffTransaction,
    handoff: Handoff,
    agentId: string,
    code: WrapUpCode,
    note: string,
  ): Promise<void> {
    const now = this.clock.now();
    await tx.handoffs.saveWrapUp(handoff.id, code, note);
    const written: NewEvent = {
      sender: `agent:${agentId}`,
      body: { kind: 'wrapUp', handoffId: handoff.id, agentId, code, note },
    };
    await tx.conversations.append(handoff.conversationId, [written], now);
    await moveHandoff(tx, handoff, { to: 'closed', cause: 'wrappedUp' }, now, this.say);
    await tx.due.cancel('wrapUpEnd', handoff.id);
    await tx.due.schedule('route', ROUTE_REF, now);
  }

  private async write(
    agent: Agent,
    held: Held,
    clientId: string,
    body: (handoff: Handoff) => NewEvent['body'],
  ): Promise<{ seq: number; at: number }> {
    const sender = `agent:${agent.id}` as const;
    return this.store.write(async (tx) => {
      const now = this.clock.now();
      const found = await tx.handoffs.find(held.handoffId);
      const earlier =
        found && (await tx.conversations.findByClientId(found.conversationId, sender, clientId));
      // Sent again after its acknowledgement was lost: it is there, whoever holds the chat by now.
      if (earlier !== undefined) return { seq: earlier, at: now };
      const handoff = await this.lockMine(tx, agent, held, ['assigned', 'wrapUp']);
      const event: NewEvent = { sender, clientId, body: body(handoff) };
      // After the end only notes may follow: the customer talks to the bot again.
      if (handoff.state === 'wrapUp' && event.body.kind !== 'note') throw new TongdaError('stale_fence');
      const { seqs } = await tx.conversations.append(handoff.conversationId, [event], now);
      return { seq: seqs[0] ?? 0, at: now };
    });
  }

  private async lockMine(
    tx: HandoffTransaction,
    agent: Agent,
    held: Held,
    states: readonly Handoff['state'][],
  ): Promise<Handoff> {
    const handoff = await tx.handoffs.lock(held.handoffId);
    if (
      !handoff ||
      handoff.agentId !== agent.id ||
      handoff.fence !== held.fence ||
      !states.includes(handoff.state)
    ) {
      throw new TongdaError('stale_fence');
    }
    return handoff;
  }

  /** Back to the queue, at the old place; the agent who had it is asked last. */
  private async giveBack(
    tx: HandoffTransaction,
    handoffId: string,
    states: readonly Handoff['state'][],
    cause: string,
  ): Promise<void> {
    const handoff = await tx.handoffs.lock(handoffId);
    if (!handoff || !states.includes(handoff.state)) return;
    const now = this.clock.now();
    const passedBy =
      handoff.agentId === undefined ? handoff.passedBy : { ...handoff.passedBy, [handoff.agentId]: now };
    await moveHandoff(tx, { ...handoff, passedBy }, { to: 'queued', cause, renewFence: true }, now, this.say);
    await tx.due.cancel('offerTimeout', handoff.id);
    await this.leases.renew(tx, handoff, now);
  }
}
