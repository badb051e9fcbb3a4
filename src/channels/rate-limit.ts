import { TongdaError } from '../errors';

const monotonic = (): number => performance.now();

/** Lets a sender do `burst` things at once and `perSecond` in the long run: a token bucket. */
export class RateLimit {
  private tokens: number;
  private filledAt: number;

  /** `now` answers milliseconds; of a clock that never goes back. */
  constructor(
    private readonly burst: number,
    private readonly perSecond: number,
    private readonly now: () => number = monotonic,
  ) {
    this.tokens = burst;
    this.filledAt = now();
  }

  /** Takes one; errors: `too_many_requests`. */
  take(): void {
    const now = this.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) throw new TongdaError('too_many_requests');
    this.tokens -= 1;
  }
}
