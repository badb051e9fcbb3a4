import type { Clock } from '../clock';
import type { DueWork } from '../conversation/due-work';
import type { HandoffReason, HandoffSummary, NewEvent } from '../conversation/event';
import { newHandoffId, type ConversationId } from '../conversation/id';
import { TongdaError } from '../errors';
import type { CustomerLeases } from './customer-leases';
import type { Handoff } from './handoff';
import { moveHandoff, ROUTE_REF, type Notice, type Say } from './handoff-moves';
import type { HandoffTransaction, HandoffTransactor } from './handoff-store';
import { queuePlaces, queueStatus, type QueueStatus } from './queue-status';
import { isWithinHours } from './service-hours';
import type { HandoffSettings } from './settings';

const MINUTE_MS = 60_000;

export interface HandoffRequest {
  conversationId: ConversationId;
  channel: string;
  reason: HandoffReason;
  summary: HandoffSummary;
  priority?: number;
}

/** The customer's side of a handoff: asking, waiting, leaving, rating. */
export class QueueService {
  constructor(
    private readonly store: HandoffTransactor,
    private readonly clock: Clock,
    private readonly settings: () => HandoffSettings,
    private readonly timeZone: string,
    private readonly say: Say,
    private readonly leases: CustomerLeases,
  ) {}

  /** Asks for a person, within the caller's transaction: into the queue, or a message is taken when nobody works. */
  async request(tx: HandoffTransaction, request: HandoffRequest): Promise<void> {
    if (await tx.handoffs.openOf(request.conversationId)) return;
    await this.enter(tx, request, this.clock.now());
  }

  /** Whether somebody will come: within the service hours, or when an agent is online all the same. */
  async peopleWork(tx: HandoffTransaction): Promise<boolean> {
    const now = this.clock.now();
    if (isWithinHours(now, this.settings().serviceHours, this.timeZone)) return true;
    return (await tx.presences.totalCapacity(now)) > 0;
  }

  /** Where a waiting conversation stands; undefined when it does not wait. */
  status(conversationId: ConversationId): Promise<QueueStatus | undefined> {
    return this.store.read((tx) => queueStatus(tx, conversationId, this.clock.now()));
  }

  /** Where everybody stands who waits. */
  places(): Promise<Map<ConversationId, QueueStatus>> {
    return this.store.read((tx) => queuePlaces(tx, this.clock.now()));
  }

  /** The customer no longer wants to wait. Errors: `illegal_move` when the chat is not waiting. */
  async leave(conversationId: ConversationId): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await this.lockOpen(tx, conversationId);
      if (handoff?.state !== 'queued' && handoff?.state !== 'offered') throw new TongdaError('illegal_move');
      const now = this.clock.now();
      await moveHandoff(
        tx,
        handoff,
        { to: 'bot', cause: 'customerLeft', notice: { response: 'utter_left_queue' } },
        now,
        this.say,
      );
      await this.stopWaiting(tx, handoff);
    });
  }

  /**
   * The pages of these customers are there: their places in the queue are kept. Answers which of them wait or are
   * with an agent.
   */
  async customersSeen(ids: readonly ConversationId[]): Promise<ConversationId[]> {
    const open = await this.store.read((tx) => tx.handoffs.openAmong(ids));
    const waiting = open.filter(({ state }) => state === 'queued' || state === 'offered');
    if (waiting.length > 0) {
      await this.store.write(async (tx) => {
        for (const handoff of waiting) await this.leases.renew(tx, handoff, this.clock.now());
      });
    }
    return open.map((handoff) => handoff.conversationId);
  }

  /** Pages of these customers have come: places that were lost a short while ago are given back. */
  async customersCameBack(ids: readonly ConversationId[]): Promise<void> {
    const now = this.clock.now();
    const since = now - this.settings().returnMs;
    for (const handoff of await this.store.read((tx) => tx.handoffs.abandonedAmong(ids, since))) {
      await this.store.write(async (tx) => {
        // Locking the conversation first: a message or another page may ask at the same time.
        await tx.conversations.lock(handoff.conversationId);
        if ((await tx.handoffs.latestOf(handoff.conversationId))?.id !== handoff.id) return;
        await this.enter(tx, handoff, now, handoff.queuedAt);
      });
    }
  }

  /** After the server was away, gives every waiting page a lease's time to come back. */
  async welcomeBack(): Promise<void> {
    await this.store.write(async (tx) => {
      const now = this.clock.now();
      for (const handoff of await tx.handoffs.allWaiting()) {
        await this.leases.renew(tx, handoff, now);
      }
    });
  }

  /** Due work `queueLapse`: the customer has been gone too long. */
  async lapse(work: DueWork): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await tx.handoffs.lock(work.ref);
      if (!(await tx.due.finish('queueLapse', work.ref, work.fence))) return;
      if (handoff?.state !== 'queued' && handoff?.state !== 'offered') return;
      const notice: Notice = { response: 'utter_idle_abandoned' };
      await moveHandoff(
        tx,
        handoff,
        { to: 'abandoned', cause: 'customerGone', notice },
        this.clock.now(),
        this.say,
      );
      await this.stopWaiting(tx, handoff);
    });
  }

  /** 1-5 and a comment, once for each ended handoff. Errors: `not_found`, `illegal_move`. */
  async rate(
    conversation: { id: ConversationId; visitorId: string },
    rating: { handoffId: string; score: number; comment: string },
  ): Promise<void> {
    await this.store.write(async (tx) => {
      const handoff = await tx.handoffs.lock(rating.handoffId);
      if (handoff?.conversationId !== conversation.id) throw new TongdaError('not_found', 'no such handoff');
      if (handoff.state !== 'wrapUp' && handoff.state !== 'closed') throw new TongdaError('illegal_move');
      const event: NewEvent = {
        sender: `visitor:${conversation.visitorId}`,
        clientId: `rating-${handoff.id}`,
        body: { kind: 'rating', handoffId: handoff.id, score: rating.score, comment: rating.comment },
      };
      const { events } = await tx.conversations.append(conversation.id, [event], this.clock.now());
      if (events.length === 0) return;
      await tx.handoffs.saveRating(handoff.id, rating.score, rating.comment);
      const content = { text: this.say('utter_rating_thanks') };
      const thanks: NewEvent = { sender: 'system', body: { kind: 'botMessage', content, turnSeq: 0 } };
      await tx.conversations.append(conversation.id, [thanks], this.clock.now());
    });
  }

  private async enter(
    tx: HandoffTransaction,
    request: HandoffRequest,
    now: number,
    queuedAt = now,
  ): Promise<void> {
    const handoff: Handoff = {
      id: newHandoffId(now),
      conversationId: request.conversationId,
      channel: request.channel,
      state: 'requested',
      reason: request.reason,
      summary: request.summary,
      priority: request.priority ?? 0,
      requestedAt: now,
      queuedAt,
      fence: 0,
      passedBy: {},
    };
    await tx.handoffs.insert(handoff);
    const requested: NewEvent = {
      sender: 'bot',
      body: { kind: 'handoffRequested', handoffId: handoff.id, summary: handoff.summary },
    };
    await tx.conversations.append(handoff.conversationId, [requested], now);
    if (!(await this.peopleWork(tx))) {
      const { from, to } = this.settings().serviceHours;
      const notice: Notice = { response: 'utter_no_agents', variables: { from, to } };
      await moveHandoff(tx, handoff, { to: 'offlineMessage', cause: 'nobodyThere', notice }, now, this.say);
      return;
    }
    const queued = await moveHandoff(tx, handoff, { to: 'queued', cause: 'asked' }, now, this.say);
    await this.tellPlace(tx, queued, now);
    await this.leases.renew(tx, handoff, now);
    await tx.due.schedule('route', ROUTE_REF, now);
  }

  private async tellPlace(tx: HandoffTransaction, handoff: Handoff, now: number): Promise<void> {
    const status = await queueStatus(tx, handoff.conversationId, now);
    if (!status) return;
    const content = { text: this.placeText(status) };
    const event: NewEvent = { sender: 'system', body: { kind: 'botMessage', content, turnSeq: 0 } };
    await tx.conversations.append(handoff.conversationId, [event], now);
  }

  private placeText({ ahead, waitMs }: QueueStatus): string {
    if (ahead === 0) return this.say('utter_queue_next');
    if (waitMs === undefined) return this.say('utter_queue_position', { ahead });
    const minutes = Math.max(1, Math.round(waitMs / MINUTE_MS));
    return this.say('utter_queue_position_wait', { ahead, minutes });
  }

  private async lockOpen(
    tx: HandoffTransaction,
    conversationId: ConversationId,
  ): Promise<Handoff | undefined> {
    const open = await tx.handoffs.openOf(conversationId);
    return open && tx.handoffs.lock(open.id);
  }

  /** Ends what waits for a handoff, and lets the agent who is free now have the next. */
  private async stopWaiting(tx: HandoffTransaction, handoff: Handoff): Promise<void> {
    await this.leases.end(tx, handoff);
    await tx.due.cancel('offerTimeout', handoff.id);
    if (handoff.state === 'offered') await tx.due.schedule('route', ROUTE_REF, this.clock.now());
  }
}
