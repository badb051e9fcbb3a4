import type { ConversationWriter } from '../conversation/conversation-store';
import type { DueWorkStore } from '../conversation/due-work';
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
      const { due } = recordSchedules(tx, scheduled);
      const { conversations } = recordAppends(tx, async (events) => {
        const id = events[0]?.conversationId ?? '';
        added.set(id, [...(added.get(id) ?? []), ...events]);
        await this.announcements.alongside?.({ ...tx, due }, events);
      });
      return work({ ...tx, due, conversations });
    };
    const value = await this.inner.write((tx) => inTrace(trace, () => run(tx)));
    for (const events of added.values()) this.announcements.onEvents(events);
    for (const dueAt of scheduled) this.announcements.onScheduled(dueAt);
    return value;
  }
}

function recordAppends(
  { conversations }: EngineTransaction,
  onAppend: (events: ConversationEvent[]) => Promise<void>,
): Pick<EngineTransaction, 'conversations'> {
  const append: ConversationWriter['append'] = async (id, events, now) => {
    const result = await conversations.append(id, events, now);
    if (result.events.length > 0) await onAppend(result.events);
    return result;
  };
  return { conversations: withChanges(conversations, { append }) };
}

function recordSchedules({ due }: EngineTransaction, scheduled: number[]): Pick<EngineTransaction, 'due'> {
  // Work without a payload of its own carries the trace that it follows from.
  const schedule: DueWorkStore['schedule'] = async (kind, ref, dueAt, payload = currentTraceparent()) => {
    await due.schedule(kind, ref, dueAt, payload);
    scheduled.push(dueAt);
  };
  const retry: DueWorkStore['retry'] = async (kind, ref, fence, dueAt) => {
    await due.retry(kind, ref, fence, dueAt);
    scheduled.push(dueAt);
  };
  return { due: withChanges(due, { schedule, retry }) };
}

/** The same object with some methods of its own; every message needs one, so it copies nothing. */
function withChanges<T extends object>(inner: T, changes: Partial<T>): T {
  return Object.assign(Object.create(inner) as T, changes);
}
