import type { KeyValueStorage } from './key-value-storage';

/**
 * The browser's local storage. Where it is blocked (private windows, third-party frames) or full, values live in
 * memory for as long as the page is open.
 */
export function safeStorage(): KeyValueStorage {
  const memory = new Map<string, string>();
  return {
    get(key) {
      if (memory.has(key)) return memory.get(key) ?? null;
      try {
        return window.localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        window.localStorage.setItem(key, value);
        memory.delete(key);
      } catch {
        memory.set(key, value);
      }
    },
  };
}
