import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Attention } from '../desk/attention';
import type { DeskClient } from '../desk/desk-client';
import type { DeskView } from '../state/desk-state';

interface Desk {
  client: DeskClient;
  attention: Attention;
}

/** The desk for everything below; without a value where staff takes no chats. */
export const DeskContext = createContext<Desk | undefined>(undefined);

/** The desk of the signed-in agent; undefined for staff that takes no chats. */
export function useDeskOrNone(): Desk | undefined {
  return useContext(DeskContext);
}

/** The desk, where there is one for sure. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('there is no desk here');
  return desk;
}

/** The desk's state, followed. */
export function useDeskView(): DeskView {
  const { store } = useDesk().client;
  return useSyncExternalStore(store.subscribe, store.get);
}
