import type { ConversationEvent } from '../../../src/conversation/event';
import { applyEvent, emptyTracker, type Tracker } from '../../../src/conversation/tracker';
import type { LogReader } from './log-reader';

/** The server's own state of a conversation. It reads the log and nothing else, so nothing is ever lost on its way. */
export class TrackerReader implements LogReader {
  private readonly tracker: Tracker = emptyTracker();

  constructor(private readonly log: readonly ConversationEvent[]) {}

  connect(committed: number): void {
    this.settle(committed);
  }

  deliver(events: readonly ConversationEvent[]): void {
    for (const event of events) {
      if (event.seq === this.tracker.lastSeq + 1) applyEvent(this.tracker, structuredClone(event));
    }
  }

  top(lastSeq: number): void {
    this.settle(lastSeq);
  }

  older(): void {}

  settle(committed: number): void {
    this.deliver(this.log.slice(this.tracker.lastSeq, committed));
  }

  complete(): void {}

  unsent(): readonly unknown[] {
    return [];
  }

  shown(): Tracker {
    return this.tracker;
  }

  gist(): unknown {
    return { ...this.tracker, lastSeq: 0 };
  }
}
