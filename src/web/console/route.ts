import { useSyncExternalStore } from 'react';
import type { Permission } from '../../accounts/permission';

const BASE = '/console';

/** A page of the console. `id` is the handoff on the desk, or the conversation that is read. */
export interface Route {
  page: PageName;
  id?: string;
}

/** The first part of an address after `/console/`. */
export type PageName = 'desk' | 'conversations' | 'kb' | 'staff' | 'model' | 'password';

/** The pages of the navigation, each with the permission that it needs. */
export const PAGES: readonly { name: PageName; label: string; needs: Permission }[] = [
  { name: 'desk', label: '工作台', needs: 'chat.take' },
  { name: 'conversations', label: '会话', needs: 'chat.supervise' },
  { name: 'kb', label: '知识检索', needs: 'kb.read' },
  { name: 'staff', label: '账号', needs: 'account.manage' },
  { name: 'model', label: '模型', needs: 'model.activate' },
];

/** Reads an address; undefined when it names no page. */
export function parseRoute(path: string): Route | undefined {
  const [page, id] = path.slice(BASE.length).split('/').filter(Boolean).map(decodeURIComponent);
  if (page === 'password') return { page };
  const known = PAGES.find(({ name }) => name === page);
  if (!known) return undefined;
  return id === undefined ? { page: known.name } : { page: known.name, id };
}

/** The address of a page. */
export function pathOf({ page, id }: Route): string {
  return `${BASE}/${page}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** Goes to a page; `replace` leaves no step in the browser's history. */
export function navigate(route: Route, { replace = false } = {}): void {
  const path = pathOf(route);
  if (path === location.pathname) return;
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  for (const listener of listeners) listener();
}

/** The page that the address names. */
export function useRoute(): Route | undefined {
  return parseRoute(useSyncExternalStore(subscribe, () => location.pathname));
}
