const REPEAT_MS = 3000;
const IDLE_MS = 5000;

/** Tells that the customer is typing: at most every 3 s, and the end of it once. */
export class TypingSignal {
  private toldAt = Number.NEGATIVE_INFINITY;
  private on = false;
  private idle?: ReturnType<typeof setTimeout>;

  constructor(private readonly tell: (on: boolean) => void) {}

  /** The text in the composer has changed. */
  input(text: string, now: number): void {
    clearTimeout(this.idle);
    if (text.trim() === '') {
      this.stop();
      return;
    }
    this.idle = setTimeout(() => this.stop(), IDLE_MS);
    if (now - this.toldAt < REPEAT_MS) return;
    this.toldAt = now;
    this.on = true;
    this.tell(true);
  }

  /** The message was sent, or the customer has stopped. */
  stop(): void {
    clearTimeout(this.idle);
    this.toldAt = Number.NEGATIVE_INFINITY;
    if (!this.on) return;
    this.on = false;
    this.tell(false);
  }
}
