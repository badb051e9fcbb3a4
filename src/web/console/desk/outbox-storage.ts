import type { Outbox, OutMessage } from '../state/outbox';
import type { DeskStorage } from './desk-storage';

/** What is older goes back to its writer instead of out to the customer. */
const RESEND_WITHIN_MS = 10 * 60_000;

/**
 * Unsent replies and notes over a reload. The server knows a message that did arrive by its client id. Tabs of one agent
 * share one list, so a tab adds and removes only messages of its own.
 */
export class OutboxStorage {
  private mine = new Set<string>();
  private saved: Outbox = [];

  constructor(
    private readonly storage: DeskStorage,
    private readonly key: string,
  ) {}

  /** What an earlier page left unsent, oldest first. */
  load(now: number): Outbox {
    const stored = this.read().toSorted((one, other) => one.at - other.at);
    this.mine = new Set(stored.map(({ clientId }) => clientId));
    return stored.map((message) => ({
      ...message,
      status:
        now - message.at < RESEND_WITHIN_MS
          ? { type: 'waiting' }
          : { type: 'failed', reason: '页面关闭前没有发出' },
    }));
  }

  /** Brings the stored list in line with this tab's outbox. */
  save(outbox: Outbox): void {
    if (outbox === this.saved) return;
    this.saved = outbox;
    const unsent = outbox.filter((message) => message.status.type !== 'sent');
    const own = new Set(unsent.map(({ clientId }) => clientId));
    const others = this.read().filter(({ clientId }) => !this.mine.has(clientId) && !own.has(clientId));
    this.mine = own;
    const all = [...others, ...unsent.map((message) => ({ ...message, status: undefined }))];
    if (all.length === 0) this.storage.remove(this.key);
    else this.storage.set(this.key, JSON.stringify(all));
  }

  private read(): Omit<OutMessage, 'status'>[] {
    try {
      const value: unknown = JSON.parse(this.storage.get(this.key) ?? '[]');
      return Array.isArray(value) ? value.filter(isStored) : [];
    } catch {
      return [];
    }
  }
}

function isStored(value: unknown): value is Omit<OutMessage, 'status'> {
  if (typeof value !== 'object' || value === null) return false;
  const { clientId, conversationId, kind, handoffId, fence, text, at } = value as Record<string, unknown>;
  return (
    [clientId, conversationId, handoffId, text].every((field) => typeof field === 'string') &&
    (kind === 'reply' || kind === 'note') &&
    typeof fence === 'number' &&
    typeof at === 'number'
  );
}
