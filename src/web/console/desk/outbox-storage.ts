import type { Outbox, OutMessage } from '../state/outbox';
import type { DeskStorage } from './desk-storage';

/** What is older goes back to its writer instead of out to the customer. */
const RESEND_WITHIN_MS = 10 * 60_000;

/** Unsent replies and notes over a reload. The server knows a message that did arrive by its client id. */
export class OutboxStorage {
  private saved: string;

  constructor(
    private readonly storage: DeskStorage,
    private readonly key: string,
  ) {
    this.saved = storage.get(key) ?? '[]';
  }

  /** What an earlier page left unsent, oldest first. */
  load(now: number): Outbox {
    return this.read().map((message) => ({
      ...message,
      status:
        now - message.at < RESEND_WITHIN_MS
          ? { type: 'waiting' }
          : { type: 'failed', reason: '页面关闭前没有发出' },
    }));
  }

  save(outbox: Outbox): void {
    const unsent = outbox.filter((message) => message.status.type !== 'sent');
    const text = JSON.stringify(unsent.map((message) => ({ ...message, status: undefined })));
    if (text === this.saved) return;
    this.saved = text;
    if (unsent.length === 0) this.storage.remove(this.key);
    else this.storage.set(this.key, text);
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
