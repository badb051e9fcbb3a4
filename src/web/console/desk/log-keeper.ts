import { firstSeq, isBehind } from '../state/chat-log';
import { viewOf } from '../state/desk-state';
import type { DeskSocket } from './desk-socket';
import type { Store } from './store';

const PAGE = 50;
const AGAIN_MS = 1500;

/** Keeps the logs of the chats on the desk gapless: opens them, opens them again when behind, and lets them go. */
export class LogKeeper {
  /** Chats that were opened on this connection. */
  private readonly opened = new Set<string>();
  private readonly opening = new Set<string>();
  /** Counts connections: answers of an older one are void. */
  private era = 0;

  constructor(
    private readonly store: Store,
    private readonly socket: DeskSocket,
    private readonly onOpened: () => void,
  ) {}

  isOpen(conversationId: string): boolean {
    return this.opened.has(conversationId);
  }

  /** There is a new connection, on which nothing has been opened. */
  restart(): void {
    this.era++;
    this.opened.clear();
    this.opening.clear();
  }

  /** Opens and closes until exactly these chats are followed; those that are behind are opened again. */
  follow(wanted: ReadonlySet<string>): void {
    for (const id of this.opened) {
      if (wanted.has(id)) continue;
      this.opened.delete(id);
      void this.socket.request('close', { conversationId: id });
    }
    for (const id of wanted) {
      const view = viewOf(this.store.get(), id);
      if (view && (!this.opened.has(id) || isBehind(view.log))) void this.open(id);
    }
  }

  async loadHistory(conversationId: string): Promise<void> {
    const view = viewOf(this.store.get(), conversationId);
    if (!view || view.log.complete || view.history === 'loading' || view.log.cursor === 0) return;
    const before = firstSeq(view.log);
    this.store.dispatch({ type: 'historyAsked', conversationId });
    const answer = await this.socket.request('history', { conversationId, before, limit: PAGE });
    this.store.dispatch(
      answer.ok
        ? { type: 'historyLoaded', conversationId, before, events: answer.data.events }
        : { type: 'historyFailed', conversationId },
    );
  }

  private async open(id: string): Promise<void> {
    if (this.opening.has(id)) return;
    const cursor = viewOf(this.store.get(), id)?.log.cursor ?? 0;
    const { era } = this;
    this.opening.add(id);
    const answer = await this.socket.request('open', {
      conversationId: id,
      ...(cursor > 0 ? { afterSeq: cursor } : {}),
    });
    if (era !== this.era) return;
    this.opening.delete(id);
    if (answer.ok) {
      this.opened.add(id);
      this.store.dispatch({ type: 'opened', conversationId: id, reply: answer.data });
      this.onOpened();
    } else if (answer.error?.code === 'not_found' || answer.error?.code === 'forbidden') {
      return;
    }
    const view = viewOf(this.store.get(), id);
    if (!view || (answer.ok && !isBehind(view.log))) return;
    setTimeout(() => era === this.era && viewOf(this.store.get(), id) && void this.open(id), AGAIN_MS);
  }
}
