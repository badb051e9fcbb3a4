import type { DeskStorage } from './desk-storage';

/** Who a text in the composer is for. */
export type DraftKind = 'reply' | 'note';

/** Texts that were written and not sent, by conversation; replies and notes apart. They outlive a reload. */
export class Drafts {
  private readonly texts = new Map<string, string>();
  private readonly listeners = new Set<() => void>();

  /** @param prefix of the storage's keys: drafts belong to one member of the staff */
  constructor(
    private readonly storage: DeskStorage,
    private readonly prefix: string,
  ) {}

  get(conversationId: string, kind: DraftKind): string {
    const key = this.key(conversationId, kind);
    const known = this.texts.get(key);
    if (known !== undefined) return known;
    const stored = this.storage.get(key) ?? '';
    this.texts.set(key, stored);
    return stored;
  }

  set(conversationId: string, kind: DraftKind, text: string): void {
    const key = this.key(conversationId, kind);
    this.texts.set(key, text);
    if (text === '') this.storage.remove(key);
    else this.storage.set(key, text);
    for (const listener of this.listeners) listener();
  }

  /** Puts texts that came back before what has been written since. */
  putBack(conversationId: string, kind: DraftKind, texts: readonly string[]): void {
    const now = this.get(conversationId, kind);
    this.set(conversationId, kind, [...texts, now].filter((text) => text.trim() !== '').join('\n'));
  }

  /** The chat is done with. */
  drop(conversationId: string): void {
    this.set(conversationId, 'reply', '');
    this.set(conversationId, 'note', '');
  }

  /** Returns the way to unsubscribe. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private key(conversationId: string, kind: DraftKind): string {
    return `${this.prefix}.${kind}.${conversationId}`;
  }
}
