import type { ConversationEvent } from '../conversation/event';
import type { ConversationId } from '../conversation/id';
import { currentTraceparent } from '../trace';

/** That a log has grown, here or on another node. */
export interface News {
  conversationId: ConversationId;
  lastSeq: number;
  /** The events, where this process has committed them; else whoever wants them reads the log. */
  events?: readonly ConversationEvent[];
  /** Whether a handoff was asked for or has moved. */
  moved: boolean;
  /** The agent who has the handoff after the move. */
  agentId?: string;
  /** The trace that the events follow from, as a `traceparent`. */
  traceparent?: string;
}

type Listener = (news: News) => void;

/** Tells listeners of this process that logs have grown. It is a doorbell: who misses it reads the log. */
export class EventBell {
  private readonly listeners = new Map<ConversationId, Set<Listener>>();
  private readonly watchers: Listener[] = [];

  /** Listens to one conversation; the result ends it. */
  subscribe(id: ConversationId, listener: Listener): () => void {
    const set = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.listeners.get(id) === set) this.listeners.delete(id);
    };
  }

  /** Listens to every conversation, for as long as the process lives. */
  watch(listener: Listener): void {
    this.watchers.push(listener);
  }

  /** The conversations that somebody listens to, in a live order. */
  subscribed(): IterableIterator<ConversationId> {
    return this.listeners.keys();
  }

  get subscriptions(): number {
    return this.listeners.size;
  }

  ring(news: News): void {
    const set = this.listeners.get(news.conversationId);
    if (set) for (const listener of [...set]) listener(news);
    for (const watcher of this.watchers) watcher(news);
  }
}

/** What is told of events that were committed together; they are of one conversation, in order. */
export function newsOf(events: readonly ConversationEvent[]): News | undefined {
  const last = events.at(-1);
  if (!last) return undefined;
  let moved = false;
  let agentId: string | undefined;
  for (const { body } of events) {
    if (body.kind === 'handoffRequested') moved = true;
    if (body.kind !== 'handoffMoved') continue;
    moved = true;
    agentId = body.agentId ?? agentId;
  }
  return {
    conversationId: last.conversationId,
    lastSeq: last.seq,
    events,
    moved,
    agentId,
    traceparent: currentTraceparent(),
  };
}
