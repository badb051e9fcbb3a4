/** How long a reader takes to notice that its connection has died without a word. */
export class StaleWatch {
  readonly noticedAfterMs: number[] = [];
  private deadSince?: number;

  /** The connection dies now; the reader, which believes in it, is not told. */
  died(): void {
    this.deadSince = performance.now();
  }

  /** What the reader believes. */
  saw(isOnline: boolean): void {
    if (isOnline || this.deadSince === undefined) return;
    this.noticedAfterMs.push(Math.round(performance.now() - this.deadSince));
    this.deadSince = undefined;
  }

  /** The page was opened anew: nobody is left to notice. */
  opened(): void {
    this.deadSince = undefined;
  }

  /** Whether a death has not been noticed. */
  get isFooled(): boolean {
    return this.deadSince !== undefined;
  }
}
