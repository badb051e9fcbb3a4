import type { ManualClock } from '../../src/clock';
import type { ConversationEvent, NewEvent } from '../../src/conversation/event';
import type { ConversationId } from '../../src/conversation/id';
import { AnnouncedStore } from '../../src/engine/announced-store';
import type { EngineStore, EngineTransaction } from '../../src/engine/engine-store';
import { Sweeper } from '../../src/engine/sweeper';
import { CustomerLeases } from '../../src/handoff/customer-leases';
import { DeskService, type Agent } from '../../src/handoff/desk-service';
import { QueueService } from '../../src/handoff/queue-service';
import { Router } from '../../src/handoff/router';
import type { HandoffSettings } from '../../src/handoff/settings';
import { SILENT_LOGGER, type Logger } from '../../src/logger';
import type { Database } from '../../src/store/database';
import { SqlStore } from '../../src/store/sql-store';

/** One write after the other, so that the order of the announcements is the order of the commits. */
class SerialStore implements EngineStore {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly inner: EngineStore) {}

  read<T>(work: (tx: EngineTransaction) => Promise<T>): Promise<T> {
    return this.inner.read(work);
  }

  write<T>(work: (tx: EngineTransaction) => Promise<T>): Promise<T> {
    const result = this.last.then(() => this.inner.write(work));
    this.last = result.catch(() => undefined);
    return result;
  }
}

export const agentNumber = (number: number): Agent => ({ id: `agent-${number}`, name: `name-${number}` });

/** One process of the handoff over a database; a crash is a new one over the same. */
export class Hall {
  /** What has been committed and not been taken yet, in order. */
  readonly feed: ConversationEvent[] = [];
  /** Due work that threw. */
  readonly failures: unknown[] = [];
  readonly store: EngineStore;
  readonly queue: QueueService;
  readonly desk: DeskService;
  private readonly router: Router;
  private readonly logger: Logger;

  /** `serial` runs one write after the other, for tests that follow the order of what happened. */
  constructor(
    readonly database: Database,
    readonly clock: ManualClock,
    readonly settings: HandoffSettings,
    private readonly serial: boolean,
  ) {
    const sql = new SqlStore(database);
    this.store = new AnnouncedStore(serial ? new SerialStore(sql) : sql, {
      onEvents: (events) => void this.feed.push(...events),
      onScheduled: () => undefined,
    });
    const read = () => settings;
    const say = (name: string) => name;
    const leases = new CustomerLeases(read, new Set(['web']));
    this.queue = new QueueService(this.store, clock, read, 'Asia/Shanghai', say, leases);
    this.desk = new DeskService(this.store, clock, read, say, leases);
    this.router = new Router(this.store, clock, read, say);
    this.logger = { ...SILENT_LOGGER, error: (fields) => void this.failures.push(fields) };
  }

  /** Runs what is due. The sweeper lives only as long, so that nothing happens between two steps. */
  async sweep(): Promise<void> {
    const sweeper = new Sweeper(this.store, this.clock, this.logger, {
      route: (work) => this.router.route(work),
      offerTimeout: (work) => this.desk.offerTimeout(work),
      queueLapse: (work) => this.queue.lapse(work),
      presenceLapse: (work) => this.desk.lapse(work),
      wrapUpEnd: (work) => this.desk.wrapUpEnd(work),
    });
    await sweeper.sweep();
    await sweeper.stop();
  }

  /** The process that dies holds due work; after `awayMs` the next one starts as the server does. */
  async crash(awayMs: number): Promise<Hall> {
    await this.store.write((tx) => tx.due.claim(this.clock.now(), 20_000, 64, 'hall'));
    this.clock.advance(awayMs);
    const next = new Hall(this.database, this.clock, this.settings, this.serial);
    await next.desk.welcomeBack();
    await next.queue.welcomeBack();
    await next.store.write((tx) => tx.due.releaseAll());
    return next;
  }

  /** A customer asks for a person. */
  ask(visitor: string, channel: string, priority = 0): Promise<ConversationId> {
    return this.store.write(async (tx) => {
      const { id } = await tx.conversations.open(channel, visitor, this.clock.now());
      const summary = { reason: 'asked' as const, utterance: '转人工', entities: [], tried: [] };
      await this.queue.request(tx, { conversationId: id, channel, reason: 'asked', summary, priority });
      return id;
    });
  }

  async says(id: ConversationId, text: string): Promise<void> {
    const event: NewEvent = { sender: 'visitor:x', body: { kind: 'customerMessage', text } };
    await this.store.write((tx) => tx.conversations.append(id, [event], this.clock.now()));
  }
}

/** What the engine does for a page of a customer: when it comes, and once in a while after that. */
export async function customerSeen(queue: QueueService, id: ConversationId): Promise<void> {
  await queue.customersCameBack([id]);
  await queue.customersSeen([id]);
}
