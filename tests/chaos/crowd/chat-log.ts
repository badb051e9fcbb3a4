import type { ConversationEvent } from '../../../src/conversation/event';

/** The part of a conversation that a desk holds: one unbroken run of events. */
export class ChatLog {
  readonly events: ConversationEvent[] = [];

  /** The last event of the run; 0 when there is none. */
  get cursor(): number {
    return this.events.at(-1)?.seq ?? 0;
  }

  get first(): number {
    return this.events[0]?.seq ?? 1;
  }

  /** Takes the newest page in place of all. */
  reload(events: readonly ConversationEvent[]): void {
    this.events.splice(0, this.events.length, ...events);
  }

  /** Takes later events; what is known is dropped. Answers what is new, or undefined where a hole would be left. */
  append(events: readonly ConversationEvent[]): ConversationEvent[] | undefined {
    const fresh = events.filter(({ seq }) => seq > this.cursor);
    if (fresh.some(({ seq }, index) => seq !== this.cursor + 1 + index)) return undefined;
    this.events.push(...fresh);
    return fresh;
  }

  /** Takes an older page that ends right before the run. */
  prepend(events: readonly ConversationEvent[]): void {
    if (events.at(-1)?.seq === this.first - 1) this.events.unshift(...events);
  }
}
