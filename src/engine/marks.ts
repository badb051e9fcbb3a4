import type { Side } from '../conversation/event';
import type { ConversationId } from '../conversation/id';
import type { Logger } from '../logger';

const EVERY_MS = 1000;

interface Mark {
  written: number;
  wanted: number;
  timer?: NodeJS.Timeout;
}

/**
 * Read and delivered marks, at most one event a second for each conversation and side. A mark that a crash loses is
 * made again by the next one.
 */
export class Marks {
  private readonly marks = new Map<string, Mark>();

  constructor(
    private readonly write: (
      id: ConversationId,
      kind: 'read' | 'delivered',
      side: Side,
      upToSeq: number,
    ) => Promise<void>,
    private readonly logger: Logger,
  ) {}

  /** Marks at once, or within a second when there was a mark just now. */
  mark(id: ConversationId, kind: 'read' | 'delivered', side: Side, upToSeq: number): void {
    const key = `${id} ${kind} ${side}`;
    const mark = this.marks.get(key) ?? { written: 0, wanted: 0 };
    this.marks.set(key, mark);
    mark.wanted = Math.max(mark.wanted, upToSeq);
    if (mark.timer) return;
    const flush = (): void => {
      if (mark.wanted <= mark.written) {
        this.marks.delete(key);
        return;
      }
      mark.written = mark.wanted;
      mark.timer = setTimeout(flush, EVERY_MS);
      this.write(id, kind, side, mark.wanted).catch((error: unknown) =>
        this.logger.error({ err: error }, 'a mark could not be written'),
      );
    };
    flush();
  }

  close(): void {
    for (const { timer } of this.marks.values()) clearTimeout(timer);
    this.marks.clear();
  }
}
