/** What the desk keeps between visits. */
export interface DeskStorage {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Removes every key that begins so. */
  clear(prefix: string): void;
}
