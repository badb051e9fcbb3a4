import type { Clock } from '../clock';
import type { ConversationTop } from '../conversation/conversation-store';
import type { ConversationId } from '../conversation/id';
import type { Logger } from '../logger';
import type { EngineStore } from './engine-store';
import type { EventBell } from './event-bell';

/** Every conversation that is listened to is looked at this often, whatever the bells say. */
const ROUND_MS = 15_000;
const STEP_MS = 1000;
/** One query asks for so many. */
const CHUNK = 500;
/** A commit is seen later than the time it carries, and clocks of nodes differ. */
const OVERLAP_MS = 5000;
/** It takes so long at most to notice that bells are no longer heard. */
const DOUBT_MS = 5000;
const MAX_CHANGES = 20_000;

/**
 * Finds growth of logs that no bell has told: of every conversation that somebody listens to within 15 s, and while
 * nobody carries the bells between nodes, of all that have changed, each second.
 */
export class LogWatch {
  private timer?: NodeJS.Timeout;
  private round?: IterableIterator<ConversationId>;
  private looking = false;
  private changesSince: number;

  /** `isTold` says whether other nodes' bells reach this process now. */
  constructor(
    private readonly store: EngineStore,
    private readonly bell: EventBell,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly isTold: () => boolean,
  ) {
    this.changesSince = clock.now();
  }

  start(): void {
    this.timer = setInterval(() => this.step(), STEP_MS);
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Some bells have been lost: looks at all changes of the last seconds, at once. */
  lost(): void {
    this.look(() => this.readChanges());
  }

  private step(): void {
    this.look(async () => {
      await this.readRound();
      if (this.isTold()) this.changesSince = this.clock.now() - DOUBT_MS;
      else await this.readChanges();
    });
  }

  private look(work: () => Promise<void>): void {
    if (this.looking) return;
    this.looking = true;
    work()
      .catch((error: unknown) => this.logger.error({ err: error }, 'the tops of the logs could not be read'))
      .finally(() => {
        this.looking = false;
      });
  }

  /** The next part of the round. */
  private async readRound(): Promise<void> {
    let left = Math.ceil((this.bell.subscriptions * STEP_MS) / ROUND_MS);
    while (left > 0) {
      const ids: ConversationId[] = [];
      while (ids.length < Math.min(CHUNK, left)) {
        this.round ??= this.bell.subscribed();
        const next = this.round.next();
        if (next.done) {
          this.round = undefined;
          left = 0;
          break;
        }
        ids.push(next.value);
      }
      left -= ids.length;
      if (ids.length > 0) {
        for (const top of await this.store.read((tx) => tx.conversations.topsOf(ids))) this.tell(top, false);
      }
    }
  }

  private async readChanges(): Promise<void> {
    const since = this.changesSince - OVERLAP_MS;
    const now = this.clock.now();
    const changes = await this.store.read((tx) => tx.conversations.changedSince(since, MAX_CHANGES));
    // Whether a handoff has moved is not known from here; where people are at work it may have.
    for (const top of changes) this.tell(top, top.owner !== 'bot');
    this.changesSince = now;
  }

  private tell({ id, lastSeq }: ConversationTop, moved: boolean): void {
    this.bell.ring({ conversationId: id, lastSeq, moved });
  }
}
