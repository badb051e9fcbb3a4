import type { Clock } from '../clock';
import type { ConversationEvent } from '../conversation/event';
import type { Logger } from '../logger';
import { inTrace, parseTraceparent } from '../trace';
import type { EngineStore } from './engine-store';
import { type EventBell, newsOf } from './event-bell';
import { LogWatch } from './log-watch';
import { NodeLease } from './node-lease';
import { RedisDoorbell } from './redis-doorbell';
import type { Signal } from './signal';

export interface ClusterSettings {
  /** No other process works on the database: nobody else's bells have to be heard. */
  alone: boolean;
  redisUrl?: string;
  logEpoch: string;
}

export interface ClusterPorts {
  onSignal(signal: Signal): void;
  /** Bells of other nodes may have been lost: what was shown may be old. */
  onLost(): void;
  /** Work of a node that has died is free. */
  onFreed(): void;
}

/** This process among the nodes of one database: hears of what others commit, tells what it commits itself. */
export class Cluster {
  private readonly lease: NodeLease;
  private readonly watch: LogWatch;
  private readonly doorbell?: RedisDoorbell;

  constructor(
    readonly bell: EventBell,
    store: EngineStore,
    clock: Clock,
    logger: Logger,
    private readonly settings: ClusterSettings,
    ports: ClusterPorts,
  ) {
    this.lease = new NodeLease(store, clock, logger, () => ports.onFreed());
    this.watch = new LogWatch(store, bell, clock, logger, () => settings.alone || this.isHeard);
    if (settings.alone || settings.redisUrl === undefined) return;
    const stream = `tongda:bells:${settings.logEpoch}`;
    this.doorbell = new RedisDoorbell(
      settings.redisUrl,
      this.node,
      stream,
      {
        // Whoever reads the log for it goes on with the trace of the other node.
        onNews: (news) => inTrace(parseTraceparent(news.traceparent), () => bell.ring(news)),
        onSignal: (signal) => ports.onSignal(signal),
        onLost: () => {
          this.watch.lost();
          ports.onLost();
        },
      },
      logger,
    );
  }

  /** The name of this process among the nodes. */
  get node(): string {
    return this.lease.id;
  }

  /** Whether the other nodes' bells arrive by Redis now. */
  get isHeard(): boolean {
    return this.doorbell?.isHeard ?? false;
  }

  /** Whether other nodes are at work: then nobody has been without a server. */
  hasOthers(): Promise<boolean> {
    return this.settings.alone ? Promise.resolve(false) : this.lease.hasOthers();
  }

  async start(): Promise<void> {
    if (!this.settings.alone) await this.lease.start();
    this.doorbell?.start();
    this.watch.start();
  }

  /** Tells everybody what was committed here to one log. */
  announce(events: readonly ConversationEvent[]): void {
    const news = newsOf(events);
    if (!news) return;
    this.bell.ring(news);
    this.doorbell?.ring(news);
  }

  /** Tells the other nodes what stands in no log. */
  signal(signal: Signal): void {
    this.doorbell?.signal(signal);
  }

  async close(): Promise<void> {
    this.watch.close();
    await this.doorbell?.close();
    if (!this.settings.alone) await this.lease.close();
  }
}
