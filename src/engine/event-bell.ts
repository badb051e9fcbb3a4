import type { ConversationEvent } from '../conversation/event';
import type { ConversationId } from '../conversation/id';

type Listener = (events: readonly ConversationEvent[]) => void;

/** Tells listeners of this process what has been committed. It is a doorbell: who misses it reads the log. */
export class EventBell {
  private readonly listeners = new Map<ConversationId, Set<Listener>>();

  /** Listens to one conversation; the result ends it. */
  subscribe(id: ConversationId, listener: Listener): () => void {
    const set = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.listeners.get(id) === set) this.listeners.delete(id);
    };
  }

  /** Hands committed events of one conversation to its listeners. */
  ring(events: readonly ConversationEvent[]): void {
    const id = events[0]?.conversationId;
    if (id === undefined) return;
    for (const listener of [...(this.listeners.get(id) ?? [])]) listener(events);
  }
}
