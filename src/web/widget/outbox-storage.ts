import { isUnsettled, type OutboxMessage } from './outbox';
import type { KeyValueStorage } from './key-value-storage';

const KEY = 'tongda.outbox';
/** What is older was given up by its writer: it is shown as failed and not sent by itself. */
const RESEND_WITHIN_MS = 10 * 60_000;
const FORGET_AFTER_MS = 24 * 3_600_000;

type Stored = Pick<OutboxMessage, 'clientId' | 'text' | 'payload' | 'at'>;

/**
 * Unsent messages over a reload. Tabs share one list, so a tab adds and removes only messages of its own instead of
 * writing the whole list.
 */
export class OutboxStorage {
  private mine = new Set<string>();

  constructor(private readonly storage: KeyValueStorage) {}

  /** What an earlier page left unsent, oldest first. */
  load(now: number): OutboxMessage[] {
    const kept = this.read()
      .filter((message) => now - message.at < FORGET_AFTER_MS)
      // Tabs that save in turns mix up the list; what was written first goes out first.
      .toSorted((one, other) => one.at - other.at);
    this.mine = new Set(kept.map((message) => message.clientId));
    return kept.map((message) => ({
      ...message,
      status: now - message.at < RESEND_WITHIN_MS ? { type: 'waiting' } : { type: 'failed', lost: false },
    }));
  }

  /** Brings the stored list in line with this tab's outbox. */
  save(outbox: readonly OutboxMessage[]): void {
    const unsettled = outbox.filter(isUnsettled);
    const others = this.read().filter((message) => !this.mine.has(message.clientId));
    this.mine = new Set(unsettled.map((message) => message.clientId));
    const own = unsettled.map(({ clientId, text, payload, at }) => ({ clientId, text, payload, at }));
    this.storage.set(KEY, JSON.stringify([...others.filter((m) => !this.mine.has(m.clientId)), ...own]));
  }

  private read(): Stored[] {
    try {
      const value: unknown = JSON.parse(this.storage.get(KEY) ?? '[]');
      return Array.isArray(value) ? value.filter(isStored) : [];
    } catch {
      return [];
    }
  }
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false;
  const { clientId, text, payload, at } = value as Record<string, unknown>;
  return (
    typeof clientId === 'string' &&
    typeof text === 'string' &&
    typeof at === 'number' &&
    (payload === undefined || typeof payload === 'string')
  );
}
