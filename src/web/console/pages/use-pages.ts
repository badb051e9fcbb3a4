import { useCallback, useEffect, useRef, useState } from 'react';
import { problemOf } from '../api';

/** One answer of a list that comes in pages; `next` asks for the one after it. */
export interface ListPage<T> {
  items: readonly T[];
  next?: string;
}

/** What has been loaded of a list, and the ways to load more of it or all anew. */
export interface Pages<T> {
  /** Undefined until the first page is there. */
  items?: readonly T[];
  problem?: string;
  busy: boolean;
  hasMore: boolean;
  more: () => void;
  reload: () => void;
}

interface State<T> {
  items?: readonly T[];
  next?: string;
  problem?: string;
  busy: boolean;
}

/** Loads a list page by page; with another `load` it begins anew. Only answers to the last list's questions count. */
export function usePages<T>(load: (cursor: string | undefined) => Promise<ListPage<T>>): Pages<T> {
  const era = useRef(0);
  const [state, setState] = useState<State<T>>({ busy: true });
  const ask = useCallback(
    (before: readonly T[], cursor: string | undefined) => {
      const mine = ++era.current;
      setState((now) => ({ ...now, busy: true, problem: undefined }));
      load(cursor).then(
        ({ items, next }) =>
          mine === era.current && setState({ items: [...before, ...items], next, busy: false }),
        (error: unknown) =>
          mine === era.current && setState((now) => ({ ...now, busy: false, problem: problemOf(error) })),
      );
    },
    [load],
  );
  const reload = useCallback(() => ask([], undefined), [ask]);
  useEffect(() => {
    setState({ busy: true });
    reload();
  }, [reload]);
  const { items, next, problem, busy } = state;
  return {
    items,
    problem,
    busy,
    hasMore: next !== undefined,
    more: () => !busy && next !== undefined && ask(items ?? [], next),
    reload,
  };
}
