import { ReadMarker } from '../../widget/read-marker';
import { ScrollKeeper } from '../../widget/view/scroll-keeper';
import type { DeskClient } from './desk-client';

/** Reads a transcript on the screen: keeps its place, asks for older pages, and tells what has been read. */
export class TranscriptReader {
  readonly keeper: ScrollKeeper;
  private readonly marker: ReadMarker;
  private counts = false;
  private seen = 0;

  /** @param onMissed so many messages have come below the screen */
  constructor(client: DeskClient, conversationId: string, onMissed: (count: number) => void) {
    this.marker = new ReadMarker((upToSeq) => client.markRead(conversationId, upToSeq));
    this.keeper = new ScrollKeeper({
      onTop: () => client.loadHistory(conversationId),
      onSeen: (seq) => this.see(seq),
      onMissed,
    });
  }

  /** Whether this agent reads for the staff: whoever serves the customer does, a look at an offer does not. */
  count(counts: boolean): void {
    this.counts = counts;
    if (counts) this.marker.mark(this.seen);
  }

  /** What the log says was read before. */
  known(upToSeq: number): void {
    this.marker.known(upToSeq);
  }

  private see(seq: number): void {
    this.seen = Math.max(this.seen, seq);
    if (this.counts) this.marker.mark(seq);
  }
}
