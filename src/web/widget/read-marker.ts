const AT_MOST_EVERY_MS = 1000;

/** Tells the server how far the customer has read: the highest seq, at most once a second. */
export class ReadMarker {
  private told = 0;
  private seen = 0;
  private timer?: ReturnType<typeof setTimeout>;

  /** @param tell sends the mark; false when it did not arrive */
  constructor(private readonly tell: (upToSeq: number) => Promise<boolean>) {}

  /** The customer has seen everything up to `seq`. */
  mark(seq: number): void {
    if (seq <= this.seen) return;
    this.seen = seq;
    this.schedule();
  }

  /** What the log says was told before, on this page or another. */
  known(upToSeq: number): void {
    this.told = Math.max(this.told, upToSeq);
    this.schedule();
  }

  private schedule(): void {
    if (this.timer !== undefined || this.seen <= this.told) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.seen > this.told) void this.send(this.seen);
    }, AT_MOST_EVERY_MS);
  }

  private async send(upToSeq: number): Promise<void> {
    if (await this.tell(upToSeq)) this.known(upToSeq);
  }
}
