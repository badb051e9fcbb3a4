import type { Clock } from '../clock';
import type { ConversationEvent } from '../conversation/event';
import type { MessageTerms, Unindexed } from '../conversation/message-index';
import { isSearched, textOf } from '../conversation/message-text';
import { emptyTracker, type Tracker } from '../conversation/tracker';
import { SNAPSHOT_EVERY } from '../conversation/tracker-snapshot';
import type { Logger } from '../logger';
import { searchTerms } from '../text/search-terms';
import type { EngineStore } from './engine-store';
import { foldLog } from './fold-log';

/** How much one transaction takes. */
export interface IndexBatch {
  events: number;
  conversations: number;
}

/** Some milliseconds in which the writer of a SQLite file does nothing else; twice as many cost a fifth less each. */
const BATCH: IndexBatch = { events: 128, conversations: 32 };
/** What is said within this time shares a transaction. */
const GATHER_MS = 1000;
/** Even when nothing has been heard of we look, for what other processes or an upgrade have left. */
const LOOK_EVERY_MS = 5000;
const MIN_PAUSE_MS = 2;
/** A timer that fires later than this says that the process is busy with those who talk. */
const LATE_MS = 15;
/** A pause as a multiple of the work before it: a quarter of the time at most, far less while others are busy. */
const MIN_PATIENCE = 3;
const MAX_PATIENCE = 64;
/** A conversation that cannot be indexed is tried again after this time, and holds up no other. */
const SET_ASIDE_MS = 60_000;

/** What becomes of the events of one conversation in one transaction. */
interface Batch {
  conversation: Unindexed;
  upToSeq: number;
  messages: MessageTerms[];
  snapshot: Tracker | undefined;
}

/**
 * Follows the logs behind their commits: adds messages to the search index and keeps trackers beside long logs. How
 * far it has come stands in the database and moves in the transaction that adds, so it may stop at any point, and
 * several nodes may do it at once.
 */
export class MessageIndexer {
  private timer?: NodeJS.Timeout;
  private wakeAt = Number.POSITIVE_INFINITY;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  /** How many times as long as it has worked it rests. */
  private patience = MIN_PATIENCE;
  private readonly setAside = new Map<string, number>();

  constructor(
    private readonly store: EngineStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly batch: IndexBatch = BATCH,
  ) {}

  /** Begins, with what an earlier run has left. */
  start(): void {
    this.wakeIn(0);
  }

  /** There are new events. */
  wake(): void {
    this.wakeIn(GATHER_MS);
  }

  /** Begins nothing more and waits for what runs. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Indexes until nothing is left that can be; for tests and for those who fill a database. */
  async indexAll(): Promise<void> {
    while (!this.stopped && (await this.indexSome()) > 0);
  }

  private wakeIn(delay: number): void {
    const at = this.clock.now() + delay;
    if (this.stopped || at >= this.wakeAt) return;
    clearTimeout(this.timer);
    this.wakeAt = at;
    const dueAt = performance.now() + delay;
    this.timer = setTimeout(() => {
      const isLate = performance.now() - dueAt > LATE_MS;
      this.patience = isLate
        ? Math.min(MAX_PATIENCE, this.patience * 2)
        : Math.max(MIN_PATIENCE, this.patience / 2);
      this.running = this.look();
    }, delay);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    const start = performance.now();
    let indexed = 0;
    try {
      indexed = await this.indexSome();
    } catch (error) {
      this.logger.error({ err: error }, 'messages could not be indexed');
    }
    this.wakeAt = Number.POSITIVE_INFINITY;
    const rest = Math.max(MIN_PAUSE_MS, (performance.now() - start) * this.patience);
    this.wakeIn(indexed > 0 ? Math.min(rest, LOOK_EVERY_MS) : LOOK_EVERY_MS);
  }

  /** One transaction's worth; answers how many events. */
  private async indexSome(): Promise<number> {
    const now = this.clock.now();
    for (const [id, until] of this.setAside) if (until <= now) this.setAside.delete(id);
    const limit = this.batch.conversations + this.setAside.size;
    const behind = await this.store.read((tx) => tx.messages.unindexed(limit));
    const batches: Batch[] = [];
    let room = this.batch.events;
    for (const conversation of behind) {
      if (room <= 0) break;
      if (this.setAside.has(conversation.id)) continue;
      try {
        const batch = await this.prepare(conversation, room);
        batches.push(batch);
        room -= batch.upToSeq - conversation.indexedSeq;
      } catch (error) {
        this.setAside.set(conversation.id, now + SET_ASIDE_MS);
        this.logger.error({ err: error, conversation: conversation.id }, 'a log could not be indexed');
      }
    }
    return batches.length === 0 ? 0 : this.commit(batches);
  }

  /** Reading, cutting and folding happen outside the transaction. */
  private async prepare(conversation: Unindexed, limit: number): Promise<Batch> {
    const { id, indexedSeq } = conversation;
    const events = await this.store.read((tx) => tx.conversations.eventsAfter(id, indexedSeq, limit));
    const upToSeq = events.at(-1)?.seq;
    if (upToSeq === undefined) throw new Error(`events after ${indexedSeq} are missing`);
    const isDue = Math.floor(upToSeq / SNAPSHOT_EVERY) > Math.floor(indexedSeq / SNAPSHOT_EVERY);
    const snapshot = isDue ? await this.trackerAt(conversation, upToSeq) : undefined;
    return { conversation, upToSeq, messages: events.flatMap(termsOf), snapshot };
  }

  private async trackerAt({ id }: Unindexed, upToSeq: number): Promise<Tracker> {
    return this.store.read(async (tx) => {
      const tracker = (await tx.snapshots.find(id)) ?? emptyTracker();
      await foldLog(tx, id, tracker, upToSeq);
      return tracker;
    });
  }

  private async commit(batches: readonly Batch[]): Promise<number> {
    return this.store.write(async (tx) => {
      let indexed = 0;
      for (const { conversation, upToSeq, messages, snapshot } of batches) {
        if (!(await tx.messages.claim(conversation))) continue;
        await tx.messages.add(conversation.id, messages);
        if (snapshot) await tx.snapshots.save(conversation.id, snapshot);
        await tx.messages.advance(conversation.id, upToSeq);
        indexed += upToSeq - conversation.indexedSeq;
      }
      return indexed;
    });
  }
}

function termsOf({ seq, at, body }: ConversationEvent): MessageTerms[] {
  const text = textOf(body);
  const { kind } = body;
  return text !== undefined && isSearched(kind) ? [{ seq, at, kind, terms: searchTerms(text) }] : [];
}
