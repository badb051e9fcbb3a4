import type { ConversationId } from '../conversation/id';
import type { Logger } from '../logger';

/** Well within the lease of a place in the queue. */
const RENEW_MS = 45_000;

export interface CustomerWatchPorts {
  /** Keeps the place of a waiting customer, or gives back one that was lost a short while ago. */
  renewPlace(id: ConversationId): Promise<void>;
  onChange(id: ConversationId): void;
}

/** Which customers have a page connected to this process. Only a hint: places in the queue are leases in the database. */
export class CustomerWatch {
  private readonly pages = new Map<ConversationId, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly ports: CustomerWatchPorts,
    private readonly logger: Logger,
  ) {
    this.timer = setInterval(() => {
      for (const id of this.pages.keys()) this.renew(id);
    }, RENEW_MS);
    this.timer.unref();
  }

  isConnected(id: ConversationId): boolean {
    return this.pages.has(id);
  }

  /** A page of the customer has come, or gone. */
  seen(id: ConversationId, connected: boolean): void {
    const pages = (this.pages.get(id) ?? 0) + (connected ? 1 : -1);
    if (pages > 0) this.pages.set(id, pages);
    else this.pages.delete(id);
    if (connected) this.renew(id);
    this.ports.onChange(id);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private renew(id: ConversationId): void {
    this.ports
      .renewPlace(id)
      .catch((error: unknown) =>
        this.logger.error({ err: error }, 'a place in the queue could not be renewed'),
      );
  }
}
