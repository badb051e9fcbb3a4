import { newClientId } from './client-id';
import { Connection, type ConnectionListener } from './connection';
import { firstSeq, resumeCursor } from './event-log';
import { OutboxSender } from './outbox-sender';
import type { OutboxStorage } from './outbox-storage';
import { ReadMarker } from './read-marker';
import { initialState, reduce, type Action, type ChatState } from './state';
import { TypingSignal } from './typing-signal';

const HISTORY_PAGE = 60;
/** A sign whose end was lost goes out by itself. */
const TYPING_LASTS_MS = 15_000;
const SAME_TAP_MS = 600;

/** The page without its face: holds the state, the connection and everything the customer can do. */
export class ChatClient {
  private current: ChatState;
  private readonly listeners = new Set<(state: ChatState) => void>();
  private readonly connection: Connection;
  private readonly sender: OutboxSender;
  private readonly reads: ReadMarker;
  private readonly typing: TypingSignal;
  private readonly typingEnds: Partial<Record<'bot' | 'agent', ReturnType<typeof setTimeout>>> = {};
  private lastTap = { payload: '', at: 0 };

  /** @param origin of the server; the page's own when it is left out */
  constructor(
    token: string,
    private readonly storage: OutboxStorage,
    private readonly now: () => number,
    origin?: string,
  ) {
    this.current = initialState(storage.load(now()));
    const listener: ConnectionListener = {
      cursor: () => resumeCursor(this.current.log),
      welcomed: (reply) => {
        this.dispatch({ type: 'welcomed', reply });
        return !this.current.log.behind;
      },
      disconnected: () => {
        if (this.current.connection !== 'offline') this.dispatch({ type: 'disconnected' });
      },
      events: this.serverEvents(),
    };
    this.connection = new Connection(token, listener, origin);
    this.sender = new OutboxSender({
      state: () => this.current,
      dispatch: (action) => this.dispatch(action),
      isReady: () => this.connection.isReady,
      send: ({ clientId, text, payload }) => this.connection.request('send', { clientId, text, payload }),
    });
    this.reads = new ReadMarker(async (upToSeq) => {
      if (!this.connection.isReady) return false;
      return (await this.connection.request('read', { upToSeq })).ok;
    });
    this.typing = new TypingSignal((on) => {
      if (this.connection.isReady) void this.connection.request('typing', { on });
    });
    for (const message of this.current.outbox) this.sender.watch(message.clientId);
  }

  get state(): ChatState {
    return this.current;
  }

  /** Calls the listener with every new state. */
  subscribe(listener: (state: ChatState) => void): void {
    this.listeners.add(listener);
  }

  open(): void {
    this.connection.open();
  }

  /** The page is closed. */
  close(): void {
    this.connection.close();
  }

  /** Writes a message, or taps a button when there is a payload. A double tap is one. */
  send(text: string, payload?: string): void {
    const at = this.now();
    if (payload !== undefined) {
      if (this.lastTap.payload === payload && at - this.lastTap.at < SAME_TAP_MS) return;
      this.lastTap = { payload, at };
    }
    this.typing.stop();
    const clientId = newClientId();
    this.dispatch({ type: 'written', message: { clientId, text, payload, at, status: { type: 'waiting' } } });
    this.sender.watch(clientId);
  }

  /** Sends a failed message again, with the same id. */
  retry(clientId: string): void {
    this.dispatch({ type: 'moved', clientId, status: { type: 'waiting' } });
    this.sender.watch(clientId);
  }

  discard(clientId: string): void {
    this.dispatch({ type: 'discarded', clientId });
  }

  /** Loads an older page; one that shows nothing is followed by the next. */
  async loadHistory(): Promise<void> {
    const { history, log } = this.current;
    if (history === 'loading' || log.complete || !this.connection.isReady) return;
    const shown = this.current.transcript.items.length;
    this.dispatch({ type: 'historyAsked' });
    const before = firstSeq(log);
    const answer = await this.connection.request('history', { before, limit: HISTORY_PAGE });
    if (!answer.ok) {
      this.dispatch({ type: 'historyFailed' });
      return;
    }
    this.dispatch({ type: 'historyLoaded', before, events: answer.data.events });
    const moved = firstSeq(this.current.log) < before;
    if (moved && this.current.transcript.items.length === shown) await this.loadHistory();
  }

  async giveFeedback(messageSeq: number, helpful: boolean): Promise<void> {
    this.dispatch({ type: 'chosen', messageSeq, helpful });
    const answer = await this.connection.request('feedback', { messageSeq, helpful });
    if (answer.ok) return;
    this.dispatch({ type: 'chosen', messageSeq, helpful: undefined });
    this.complain(answer.error?.message);
  }

  /** Rates an ended handoff; true when the server has taken it. */
  async rate(handoffId: string, score: number, comment: string): Promise<boolean> {
    const answer = await this.connection.request('rate', { handoffId, score, comment });
    if (!answer.ok) this.complain(answer.error?.message);
    return answer.ok;
  }

  async leaveQueue(): Promise<void> {
    const answer = await this.connection.request('leaveQueue', {});
    if (!answer.ok) this.complain(answer.error?.message);
  }

  /** The customer has seen everything up to `seq`. */
  markRead(seq: number): void {
    if (this.current.connection === 'online') this.reads.mark(seq);
  }

  /** The text in the composer has changed. */
  composing(text: string): void {
    this.typing.input(text, this.now());
    if (this.current.notice !== undefined) this.dispatch({ type: 'notice', text: undefined });
  }

  private complain(message = '没有成功，请稍后再试'): void {
    this.dispatch({ type: 'notice', text: message });
  }

  private serverEvents(): ConnectionListener['events'] {
    return {
      events: ({ events }) => this.dispatch({ type: 'batch', events }),
      top: ({ lastSeq }) => this.dispatch({ type: 'top', lastSeq }),
      queue: (status) => this.dispatch({ type: 'queue', status }),
      typing: ({ from, on }) => {
        clearTimeout(this.typingEnds[from]);
        if (on) {
          const end = (): void => this.dispatch({ type: 'typing', from, on: false });
          this.typingEnds[from] = setTimeout(end, TYPING_LASTS_MS);
        }
        this.dispatch({ type: 'typing', from, on });
      },
    };
  }

  private dispatch(action: Action): void {
    const before = this.current;
    this.current = reduce(before, action);
    if (this.current.outbox !== before.outbox) this.storage.save(this.current.outbox);
    if (this.current.log.behind && !before.log.behind) this.connection.sync();
    this.reads.known(this.current.transcript.customerRead);
    for (const listener of this.listeners) listener(this.current);
    this.sender.pump();
  }
}
