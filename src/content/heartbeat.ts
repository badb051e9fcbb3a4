/** Runs one piece of work again and again: every `everyMs`, and at once when asked; never twice at a time. */
export class Heartbeat {
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private notBefore = 0;

  constructor(
    /** Throws nothing that matters to the caller of `start`. Answers how long (ms) to leave it alone. */
    private readonly work: () => Promise<number>,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      if (this.running === undefined && performance.now() >= this.notBefore) void this.beat();
    }, this.everyMs);
    this.timer.unref();
  }

  /** Runs the work once, after what runs now. */
  async now(): Promise<void> {
    await this.running;
    await this.beat();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private beat(): Promise<void> {
    this.running ??= this.work()
      .then((pauseMs) => {
        this.notBefore = performance.now() + pauseMs;
      })
      .finally(() => {
        this.running = undefined;
      });
    return this.running;
  }
}
