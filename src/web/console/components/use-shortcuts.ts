import { useEffect, useRef } from 'react';

/** Alt with a key, by the key's place (`KeyA`), since Alt changes what a key writes on some systems. */
export type Shortcuts = Partial<Record<string, () => void>>;

/** Listens for Alt shortcuts on the whole page. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.repeat) return;
      const act = current.current[event.code];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
