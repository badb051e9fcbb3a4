import type { ConversationWriter } from '../conversation/conversation-store';
import type { ConversationEvent } from '../conversation/event';
import { currentTrace, currentTraceparent, inTrace } from '../trace';
import type { EngineStore, EngineTransaction } from './engine-store';

/** What a transaction has done that others wait for. */
export interface Announcements {
  /** What a transaction has added to one log, after the commit. */
  onEvents(events: readonly ConversationEvent[]): void;
  /** Runs within the transaction of an `append`: what must be committed together with the events. */
  alongside?(tx: EngineTransaction, events: readonly ConversationEvent[]): Promise<void>;
  /** Work that has become due earlier than it may have been. */
  onScheduled(dueAt: number): void;
}

/**
 * The store with bells on: whatever is appended or scheduled in a transaction is announced after its commit, so
 * that no writer can forget to.
 */
export class AnnouncedStore implements EngineStore {
  constructor(
    private readonly inner: EngineStore,
    private readonly announcements: Announcements,
  ) {}

  read<T>(work: (tx: EngineTransaction) => Promise<T>): Promise<T> {
    return this.inner.read(work);
  }

  async write<T>(work: (tx: EngineTransaction) => Promise<T>): Promise<T> {
    let added = new Map<string, ConversationEvent[]>();
    let scheduled: number[] = [];
    // A shared commit runs the work of several callers one after the other, each in its own trace.
    const trace = currentTrace();
    const run = (tx: EngineTransaction): Promise<T> => {
      // The database may run the work again: only the last run has been committed.
      added = new Map();
      scheduled = [];
      const due = recordSchedules(tx.due, scheduled);
      const onAppend = async (events: ConversationEvent[]): Promise<void> => {
        const id = events[0]?.conversationId ?? '';
        added.set(id, [...(added.get(id) ?? []), ...events]);
        await this.announcements.alongside?.({ ...tx, due }, events);
      };
      return work({ ...tx, due, conversations: recordAppends(tx.conversations, onAppend) });
    };
    const value = await this.inner.write((tx) => inTrace(trace, () => run(tx)));
    for (const events of added.values()) this.announcements.onEvents(events);
    for (const dueAt of scheduled) this.announcements.onScheduled(dueAt);
    return value;
  }
}

function recordAppends(
  inner: ConversationWriter,
  onAppend: (events: ConversationEvent[]) => Promise<void>,
): ConversationWriter {
  return {
    find: (id) => inner.find(id),
    findByVisitor: (channel, visitorId) => inner.findByVisitor(channel, visitorId),
    findByClientId: (id, sender, clientId) => inner.findByClientId(id, sender, clientId),
    eventsAfter: (id, afterSeq, limit) => inner.eventsAfter(id, afterSeq, limit),
    eventsBefore: (id, beforeSeq, limit) => inner.eventsBefore(id, beforeSeq, limit),
    topsOf: (ids) => inner.topsOf(ids),
    changedSince: (at, limit) => inner.changedSince(at, limit),
    open: (channel, visitorId, now) => inner.open(channel, visitorId, now),
    lock: (id) => inner.lock(id),
    append: async (id, events, now) => {
      const result = await inner.append(id, events, now);
      if (result.events.length > 0) await onAppend(result.events);
      return result;
    },
  };
}

function recordSchedules(inner: EngineTransaction['due'], scheduled: number[]): EngineTransaction['due'] {
  return {
    // Work without a payload of its own carries the trace that it follows from.
    schedule: async (kind, ref, dueAt, payload = currentTraceparent()) => {
      await inner.schedule(kind, ref, dueAt, payload);
      scheduled.push(dueAt);
    },
    retry: async (kind, ref, fence, dueAt) => {
      await inner.retry(kind, ref, fence, dueAt);
      scheduled.push(dueAt);
    },
    cancel: (kind, ref) => inner.cancel(kind, ref),
    peek: (now, limit) => inner.peek(now, limit),
    claim: (now, holdMs, limit, by) => inner.claim(now, holdMs, limit, by),
    finish: (kind, ref, fence) => inner.finish(kind, ref, fence),
    nextDueAt: (now) => inner.nextDueAt(now),
    releaseAll: () => inner.releaseAll(),
  };
}
