const STEP_MS = 1000;

/** Comes by every member of a set once in a while, a part of them each second, so that no second has all the work. */
export class Rounds<T> {
  private readonly timer: NodeJS.Timeout;
  private round?: IterableIterator<T>;

  /** `everyMs` is how often each member is visited; members may come and go meanwhile. */
  constructor(
    private readonly members: { readonly size: number; [Symbol.iterator](): IterableIterator<T> },
    private readonly everyMs: number,
    private readonly visit: (member: T) => void,
  ) {
    this.timer = setInterval(() => this.step(), STEP_MS);
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private step(): void {
    for (let left = Math.ceil((this.members.size * STEP_MS) / this.everyMs); left > 0; left -= 1) {
      this.round ??= this.members[Symbol.iterator]();
      const next = this.round.next();
      if (next.done) {
        this.round = undefined;
        return;
      }
      this.visit(next.value);
    }
  }
}
