import type { Clock } from '../clock';
import type { DueKind, DueWork } from '../conversation/due-work';
import type { Logger } from '../logger';
import { beginTrace, inTrace, parseTraceparent } from '../trace';
import type { EngineStore } from './engine-store';

/** Does one piece of due work. It ends the row itself (`finish`) in the transaction that does the work. */
export type DueHandler = (work: DueWork) => Promise<void>;

/** How long a worker may take before another may try. */
const HOLD_MS = 20_000;
const BATCH = 64;
/** Rounds of the event loop between two pieces of work; an idle one costs microseconds. */
const ROUNDS_BETWEEN = 10;
/** Even with nothing known to be due we look, for work that other processes left. */
const MAX_SLEEP_MS = 1000;
const RETRY_BASE_MS = 200;
const RETRY_MAX_MS = 30_000;

/** Runs due work when its time has come. The timer only wakes it; what is due stands in the database. */
export class Sweeper {
  private timer?: NodeJS.Timeout;
  private wakeAt = Number.POSITIVE_INFINITY;
  private looking: Promise<unknown> = Promise.resolve();
  private stopped = false;
  private alone = false;
  /** What this process works on now, by kind, ref and fence. */
  private readonly busy = new Map<string, Promise<void>>();

  constructor(
    private readonly store: EngineStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly handlers: Partial<Record<DueKind, DueHandler>>,
    private readonly node = '',
  ) {}

  /**
   * Starts; `alone` says that no other process works on this database: old holds are void, and work need not be
   * claimed in the database, which would be one more commit for each piece.
   */
  async start(alone: boolean): Promise<void> {
    this.alone = alone;
    if (alone) await this.store.write((tx) => tx.due.releaseAll());
    this.wake(0);
  }

  /** Looks at the latest at `dueAt`. */
  wake(dueAt: number): void {
    if (this.stopped || dueAt >= this.wakeAt) return;
    clearTimeout(this.timer);
    this.wakeAt = dueAt;
    const delay = Math.min(Math.max(0, dueAt - this.clock.now()), MAX_SLEEP_MS);
    this.timer = setTimeout(() => {
      void this.look();
    }, delay);
  }

  /** Runs all that is due now, and what becomes due by it; returns when it is done. For tests that move the clock. */
  async sweep(): Promise<void> {
    while ((await this.look()) > 0 || this.busy.size > 0) await Promise.all(this.busy.values());
  }

  /** Takes no more work and waits for what runs. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
    await Promise.all(this.busy.values());
  }

  /** Begins what is due, one look after the other; answers how many pieces. Does not wait for slow ones. */
  private look(): Promise<number> {
    const look = this.looking.then(() => this.beginDue());
    this.looking = look;
    return look;
  }

  private async beginDue(): Promise<number> {
    clearTimeout(this.timer);
    this.wakeAt = Number.POSITIVE_INFINITY;
    let next: number | undefined;
    let begun = 0;
    try {
      for (;;) {
        const work = await this.take(this.clock.now());
        if (work.length === 0) break;
        begun += work.length;
        for (const item of work) {
          this.begin(item);
          await letSocketsIn();
        }
      }
      next = await this.store.read((tx) => tx.due.nextDueAt(this.clock.now()));
    } catch (error) {
      this.logger.error({ err: error }, 'due work could not be read');
    }
    this.wake(Math.min(next ?? Number.POSITIVE_INFINITY, this.clock.now() + MAX_SLEEP_MS));
    return begun;
  }

  private async take(now: number): Promise<DueWork[]> {
    if (this.stopped) return [];
    const due = await this.store.read((tx) => tx.due.peek(now, BATCH + this.busy.size));
    const idle = due.filter((work) => !this.busy.has(keyOf(work)));
    if (idle.length === 0 || this.alone) return idle;
    return this.store.write((tx) => tx.due.claim(now, HOLD_MS, BATCH, this.node));
  }

  private begin(work: DueWork): void {
    const key = keyOf(work);
    // Woken by whatever was scheduled last, which is not what this work follows from.
    const trace = parseTraceparent(work.payload) ?? beginTrace(false);
    const running = inTrace(trace, () => this.run(work)).finally(() => {
      this.busy.delete(key);
    });
    this.busy.set(key, running);
  }

  private async run(work: DueWork): Promise<void> {
    try {
      const handler = this.handlers[work.kind];
      if (!handler) throw new Error(`nobody handles due work of kind ${work.kind}`);
      await handler(work);
    } catch (error) {
      this.logger.error({ err: error, kind: work.kind, attempts: work.attempts }, 'due work failed');
      await this.putBack(work);
    }
  }

  private async putBack(work: DueWork): Promise<void> {
    const delay = Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** work.attempts);
    try {
      await this.store.write((tx) => tx.due.retry(work.kind, work.ref, work.fence, this.clock.now() + delay));
    } catch (error) {
      this.logger.error({ err: error }, 'due work could not be put back');
      // It is still due; with a full disk it would be tried again without a pause.
      await new Promise((resolve) => setTimeout(resolve, MAX_SLEEP_MS));
    }
  }
}

const keyOf = ({ kind, ref, fence }: DueWork): string => `${kind} ${ref} ${fence}`;

/**
 * Thinking is work without a pause: between two pieces sockets get their turn. Several rounds of the event loop, since one
 * round takes a single new connection: with one, everybody who comes back after a restart would wait for a piece of work.
 */
async function letSocketsIn(): Promise<void> {
  for (let round = 0; round < ROUNDS_BETWEEN; round += 1)
    await new Promise((resolve) => setImmediate(resolve));
}
