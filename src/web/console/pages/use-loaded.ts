import { useCallback, useEffect, useRef, useState } from 'react';
import { problemOf } from '../api';

/** What has been loaded, why not, and the way to load again. */
export interface Loaded<T> {
  value?: T;
  problem?: string;
  reload: () => void;
}

/** Loads a page's data, again when asked; only the answer to the last question counts. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const asked = useRef(0);
  const [state, setState] = useState<{ value?: T; problem?: string }>({});
  const reload = useCallback(() => {
    const mine = ++asked.current;
    load().then(
      (value) => mine === asked.current && setState({ value }),
      (error: unknown) =>
        mine === asked.current && setState((before) => ({ ...before, problem: problemOf(error) })),
    );
  }, [load]);
  useEffect(reload, [reload]);
  return { ...state, reload };
}
