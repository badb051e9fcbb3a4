import type { Clock } from '../clock';
import type { DueKind, DueWork } from '../conversation/due-work';
import type { Logger } from '../logger';
import type { EngineStore } from './engine-store';

/** Does one piece of due work. It ends the row itself (`finish`) in the transaction that does the work. */
export type DueHandler = (work: DueWork) => Promise<void>;

/** How long a worker may take before another may try. */
const HOLD_MS = 20_000;
const BATCH = 64;
/** Even with nothing known to be due we look, for work that other processes left. */
const MAX_SLEEP_MS = 1000;
const RETRY_BASE_MS = 200;
const RETRY_MAX_MS = 30_000;

/** Runs due work when its time has come. The timer only wakes it; what is due stands in the database. */
export class Sweeper {
  private timer?: NodeJS.Timeout;
  private wakeAt = Number.POSITIVE_INFINITY;
  private sweeping?: Promise<void>;
  private again = false;
  private stopped = false;
  private readonly busy = new Set<Promise<void>>();

  constructor(
    private readonly store: EngineStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly handlers: Partial<Record<DueKind, DueHandler>>,
  ) {}

  /** Starts; `alone` says that no other process works on this database, so that old holds are void. */
  async start(alone: boolean): Promise<void> {
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
      void this.sweep();
    }, delay);
  }

  /** Runs all that is due now; returns when it is done. Tests call it after moving the clock. */
  sweep(): Promise<void> {
    // Who comes during a sweep is served by one more round of it.
    this.again = true;
    this.sweeping ??= this.sweepWhileAsked().finally(() => {
      this.sweeping = undefined;
    });
    return this.sweeping;
  }

  /** Takes no more work and waits for what runs. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.sweeping;
    await Promise.allSettled(this.busy);
  }

  private async sweepWhileAsked(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      await this.sweepOnce();
    }
  }

  private async sweepOnce(): Promise<void> {
    clearTimeout(this.timer);
    this.wakeAt = Number.POSITIVE_INFINITY;
    let next: number | undefined;
    try {
      for (;;) {
        const now = this.clock.now();
        next = await this.store.read((tx) => tx.due.nextDueAt(now));
        if (next === undefined || next > now || this.stopped) break;
        const work = await this.store.write((tx) => tx.due.claim(now, HOLD_MS, BATCH));
        if (work.length === 0) break;
        await Promise.all(work.map((item) => this.run(item)));
      }
    } catch (error) {
      this.logger.error({ err: error }, 'sweep failed');
    }
    this.wake(Math.min(next ?? Number.POSITIVE_INFINITY, this.clock.now() + MAX_SLEEP_MS));
  }

  private run(work: DueWork): Promise<void> {
    const running = this.runSafely(work).finally(() => this.busy.delete(running));
    this.busy.add(running);
    return running;
  }

  private async runSafely(work: DueWork): Promise<void> {
    try {
      const handler = this.handlers[work.kind];
      if (!handler) throw new Error(`nobody handles due work of kind ${work.kind}`);
      await handler(work);
    } catch (error) {
      this.logger.error({ err: error, kind: work.kind, attempts: work.attempts }, 'due work failed');
      const delay = Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** work.attempts);
      await this.store
        .write((tx) => tx.due.retry(work.kind, work.ref, work.fence, this.clock.now() + delay))
        .catch((failure: unknown) => this.logger.error({ err: failure }, 'due work could not be put back'));
    }
  }
}
