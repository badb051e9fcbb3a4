import { TongdaError } from '../errors';

const AT_ONCE = 2;
const MAX_WAITING = 20;

/**
 * Lets few hashes run at once and few wait, so that a flood of sign-ins can eat neither the processor nor the memory.
 */
export class HashQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** Runs `work` when it is its turn. Errors: `too_many_requests` at once where too many wait. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < AT_ONCE) this.running += 1;
    else {
      if (this.waiting.length >= MAX_WAITING) throw new TongdaError('too_many_requests', 'hashing');
      // Whoever finishes hands over its place, so `running` stays.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
