import type { Handoff } from './handoff';
import type { HandoffTransaction } from './handoff-store';
import type { HandoffSettings } from './settings';

/**
 * The claim of a waiting customer on a place in the queue: it ends when the page has been gone too long. Customers of
 * channels without a page (REST, messengers) wait without one.
 */
export class CustomerLeases {
  constructor(
    private readonly settings: () => HandoffSettings,
    private readonly watchedChannels: ReadonlySet<string>,
  ) {}

  /** Begins the lease, or makes it longer. */
  async renew(tx: HandoffTransaction, { id, channel }: Handoff, now: number): Promise<void> {
    if (!this.watchedChannels.has(channel)) return;
    await tx.due.schedule('queueLapse', id, now + this.settings().queueLeaseMs);
  }

  async end(tx: HandoffTransaction, { id }: Handoff): Promise<void> {
    await tx.due.cancel('queueLapse', id);
  }
}
