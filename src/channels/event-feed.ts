import type { ConversationEvent } from '../conversation/event';

const PAGE = 200;

/**
 * Hands one reader every event of a conversation once and in order: straight from the bell where the next one comes,
 * from the log where one was missed.
 */
export class EventFeed {
  private cursor: number;
  private reading = false;
  private wanted = 0;
  private closed = false;

  /**
   * @param fromSeq the last event that the reader has
   * @param load events after a seq, oldest first
   * @param send hands events on; they follow the last one that was sent
   */
  constructor(
    fromSeq: number,
    private readonly load: (afterSeq: number, limit: number) => Promise<ConversationEvent[]>,
    private readonly send: (events: readonly ConversationEvent[]) => void,
    private readonly onError: (error: unknown) => void,
  ) {
    this.cursor = fromSeq;
  }

  /** The last event that was handed on. */
  get lastSeq(): number {
    return this.cursor;
  }

  /** Takes events that were committed now. */
  offer(events: readonly ConversationEvent[]): void {
    const last = events.at(-1)?.seq ?? 0;
    if (this.closed || last <= this.cursor) return;
    if (!this.reading && events[0]?.seq === this.cursor + 1) {
      this.cursor = last;
      this.send(events);
      return;
    }
    this.wanted = Math.max(this.wanted, last);
    this.catchUp();
  }

  /** Reads the log from the cursor on. */
  catchUp(): void {
    if (this.reading || this.closed) return;
    this.reading = true;
    this.readAll()
      .catch(this.onError)
      .finally(() => {
        this.reading = false;
        if (this.wanted > this.cursor && !this.closed) this.catchUp();
      });
  }

  close(): void {
    this.closed = true;
  }

  private async readAll(): Promise<void> {
    for (;;) {
      const events = await this.load(this.cursor, PAGE);
      const last = events.at(-1);
      if (!last || this.closed) {
        // What was wanted is not in the log: nothing to wait for.
        this.wanted = Math.min(this.wanted, this.cursor);
        return;
      }
      this.cursor = last.seq;
      this.send(events);
    }
  }
}
