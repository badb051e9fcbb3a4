import type { ConversationEvent } from '../conversation/event';
import { currentTrace, inTrace, type Trace } from '../trace';

const PAGE = 50;
/**
 * How much of the log one frame carries, in characters of its JSON: the few frames that may wait for a reader are then
 * small also where every message is as long as it can be.
 */
const FRAME_CHARACTERS = 16_000;

/** That a log has come to `lastSeq`; `events` are the last of it where they are at hand. */
export interface LogNews {
  lastSeq: number;
  events?: readonly ConversationEvent[];
}

/** The log that a feed reads, and where its events go. */
export interface Reader {
  /** Events after a seq, oldest first. */
  load(afterSeq: number, limit: number): Promise<ConversationEvent[]>;
  /** Whether the reader has taken what it was sent: a slow one is sent no more, and resumes the feed when it has. */
  hasRoom(feed: EventFeed): boolean;
  /** Hands events on; they follow the last one that was sent. */
  send(events: readonly ConversationEvent[]): void;
  /** The log could not be read. */
  failed(error: unknown): void;
}

/**
 * Hands one reader every event of a conversation once and in order: straight from the bell where the next one comes,
 * from the log where one was missed. For a reader without room nothing is kept: `resume` reads the log.
 */
export class EventFeed {
  private reading = false;
  private wanted = 0;
  /** The trace of the bell that `wanted` comes from. */
  private wantedBy?: Trace;
  private closed = false;

  /** `cursor` is the last event that the reader has. */
  constructor(
    private cursor: number,
    private readonly reader: Reader,
  ) {}

  /** The last event that was handed on. */
  get lastSeq(): number {
    return this.cursor;
  }

  /** Takes what a bell tells. */
  offer({ lastSeq, events }: LogNews): void {
    if (this.closed || lastSeq <= this.cursor) return;
    if (!this.reading && events?.[0]?.seq === this.cursor + 1 && this.reader.hasRoom(this)) {
      this.cursor = lastSeq;
      this.reader.send(events);
      return;
    }
    if (lastSeq > this.wanted) {
      this.wanted = lastSeq;
      this.wantedBy = currentTrace();
    }
    this.resume();
  }

  /** Reads on, if there is something to read and room for it. */
  resume(): void {
    if (this.wanted > this.cursor) this.catchUp();
  }

  /** Reads the log from the cursor on. */
  catchUp(): void {
    if (this.reading || this.closed || !this.reader.hasRoom(this)) return;
    this.reading = true;
    this.readAll()
      .catch((error: unknown) => this.reader.failed(error))
      .finally(() => {
        this.reading = false;
        this.resume();
      });
  }

  close(): void {
    this.closed = true;
  }

  private async readAll(): Promise<void> {
    while (this.reader.hasRoom(this)) {
      const page = await this.reader.load(this.cursor, PAGE);
      const events = frameOf(page);
      const last = events.at(-1);
      if (!last || this.closed) {
        // What was wanted is not in the log: nothing to wait for.
        this.wanted = Math.min(this.wanted, this.cursor);
        return;
      }
      this.cursor = last.seq;
      // What ends elsewhere than the bell said belongs to others as well.
      const trace = last.seq === this.wanted ? this.wantedBy : undefined;
      // More may follow: a reader that has run out of room meanwhile is resumed for it.
      if (page.length === PAGE || events.length < page.length)
        this.wanted = Math.max(this.wanted, last.seq + 1);
      inTrace(trace, () => this.reader.send(events));
      if (this.wanted <= this.cursor) return;
    }
  }
}

/** As many of the first events as fit into a frame; at least one of them. */
function frameOf(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  let characters = 0;
  const end = events.findIndex(({ body }, index) => {
    characters += JSON.stringify(body).length;
    return index > 0 && characters > FRAME_CHARACTERS;
  });
  return end < 0 ? events : events.slice(0, end);
}
