import { TongdaError } from '../errors';

const TICK_MS = 100;
/** A message that would have to wait longer is refused at once: its sender waits better than we do. */
const MAX_WAIT_MS = 700;
/** So few at work are no queue, however slow the database is. */
const FEW = 64;
const RETRY_MIN_MS = 1000;
const RETRY_MAX_MS = 10_000;
/** Weight of the newest tick in the pace. */
const SMOOTHING = 0.2;

/**
 * Keeps the time until a message is acknowledged bounded: what comes in faster than the database takes it is refused
 * early, with a time to come back.
 */
export class Admission {
  private atWork = 0;
  private finished = 0;
  /** Messages that are finished in a millisecond. */
  private pace = 1;
  private lagMs = 0;
  private tickedAt = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.timer.unref();
  }

  /** Runs `work`, unless it would have to wait too long. Errors: `overloaded`, with `retryAfterMs`. */
  async admit<T>(work: () => Promise<T>): Promise<T> {
    const waitMs = this.expectedWaitMs();
    if (waitMs > MAX_WAIT_MS) throw new TongdaError('overloaded', '', { retryAfterMs: retryAfter(waitMs) });
    this.atWork += 1;
    try {
      return await work();
    } finally {
      this.atWork -= 1;
      this.finished += 1;
    }
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** By Little's law, and what the event loop is late by. */
  private expectedWaitMs(): number {
    return this.atWork < FEW ? 0 : this.lagMs + this.atWork / this.pace;
  }

  private tick(): void {
    const now = performance.now();
    const elapsed = now - this.tickedAt;
    this.tickedAt = now;
    this.lagMs = Math.max(0, elapsed - TICK_MS);
    // The pace of a time without a queue says nothing about what could be done.
    if (this.atWork >= FEW || this.finished / elapsed > this.pace)
      this.pace += SMOOTHING * (Math.max(this.finished / elapsed, 0.001) - this.pace);
    this.finished = 0;
  }
}

/** Spread, so that those who were refused together do not come back together. */
function retryAfter(waitMs: number): number {
  const base = Math.min(RETRY_MAX_MS, Math.max(RETRY_MIN_MS, 2 * waitMs));
  return Math.round(base * (0.5 + Math.random()));
}
