import type { DeskStorage } from './desk-storage';

/** Local storage; where it is blocked or full, nothing outlives the page, and the desk works on. */
export function browserStorage(): DeskStorage {
  const attempt = <T>(act: () => T, otherwise: T): T => {
    try {
      return act();
    } catch {
      return otherwise;
    }
  };
  return {
    get: (key) => attempt(() => window.localStorage.getItem(key), null),
    set: (key, value) => attempt(() => window.localStorage.setItem(key, value), undefined),
    clear: (prefix) =>
      attempt(() => {
        for (const key of Object.keys(window.localStorage)) {
          if (key.startsWith(prefix)) window.localStorage.removeItem(key);
        }
      }, undefined),
    remove: (key) => attempt(() => window.localStorage.removeItem(key), undefined),
  };
}
