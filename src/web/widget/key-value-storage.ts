/** What the page keeps between visits. */
export interface KeyValueStorage {
  get(key: string): string | null;
  set(key: string, value: string): void;
}
