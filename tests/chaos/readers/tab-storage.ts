import type { DeskStorage } from '../../../src/web/console/desk/desk-storage';

/** What one tab sees of the storage of its browser. A tab that is gone changes nothing any more. */
export class TabStorage implements DeskStorage {
  private open = true;

  constructor(private readonly browser: Map<string, string>) {}

  get(key: string): string | null {
    return this.browser.get(key) ?? null;
  }

  set(key: string, value: string): void {
    if (this.open) this.browser.set(key, value);
  }

  remove(key: string): void {
    if (this.open) this.browser.delete(key);
  }

  clear(prefix: string): void {
    for (const key of this.browser.keys()) if (key.startsWith(prefix)) this.remove(key);
  }

  /** The tab is closed. */
  close(): void {
    this.open = false;
  }
}
