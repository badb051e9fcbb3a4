import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { Logger } from '../logger';
import type { EngineStore } from './engine-store';

const RENEW_MS = 1000;
/** A node that is not heard of for so long is dead, and others do its work. */
const LEASE_MS = 4000;

/** The processes at work on one database; writes only within a transaction. */
export interface NodeStore {
  renew(id: string, leaseUntil: number): Promise<void>;
  /** Nodes with a live lease. */
  live(now: number): Promise<string[]>;
  /** Nodes whose lease has run out. */
  lapsed(now: number): Promise<string[]>;
  /** Forgets a node and frees the due work that it holds. */
  remove(id: string): Promise<void>;
}

/** This process's sign of life among the nodes of one database, and the end of those that give none any more. */
export class NodeLease {
  /** The name of this process among the nodes. */
  readonly id = randomUUID();
  private timer?: NodeJS.Timeout;
  private renewing = Promise.resolve();
  private closed = false;

  /** `onFreed` is called when work of a dead node has become free. */
  constructor(
    private readonly store: EngineStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly onFreed: () => void,
  ) {}

  /** Whether other nodes were at work before this one came. */
  async hasOthers(): Promise<boolean> {
    const live = await this.store.read((tx) => tx.nodes.live(this.clock.now()));
    return live.some((id) => id !== this.id);
  }

  async start(): Promise<void> {
    await this.renew();
    this.timer = setInterval(() => {
      this.renewing = this.renew().catch((error: unknown) =>
        this.logger.error({ err: error }, 'the node could not renew its lease'),
      );
    }, RENEW_MS);
  }

  /** Hands on what this process holds. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.timer);
    await this.renewing;
    await this.store.write((tx) => tx.nodes.remove(this.id));
  }

  private async renew(): Promise<void> {
    const now = this.clock.now();
    await this.store.write((tx) => tx.nodes.renew(this.id, now + LEASE_MS));
    const lapsed = await this.store.read((tx) => tx.nodes.lapsed(now));
    for (const id of lapsed) {
      await this.store.write((tx) => tx.nodes.remove(id));
      this.logger.warn({ node: id }, 'a node has died; its work is free');
    }
    if (lapsed.length > 0) this.onFreed();
  }
}
