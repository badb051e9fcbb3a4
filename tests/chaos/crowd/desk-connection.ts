import { io, type Socket } from 'socket.io-client';
import type {
  DeskState,
  DeskToServerEvents,
  ServerToDeskEvents,
} from '../../../src/channels/agent-desk/schema';
import type { WireError } from '../../../src/channels/web-chat/schema';
import type { ConversationEvent } from '../../../src/conversation/event';
import { sleep } from '../until';
import { ChatLog } from './chat-log';
import type { Ledger } from './ledger';

export type Reply<T> = { ok: true; data: T } | { ok: false; error: WireError };

export interface DeskOptions {
  /** First and longest pause before connecting again, in ms. */
  reconnectMs: readonly [first: number, most: number];
  answerWithinMs: number;
}

const PAUSE_MS = 250;
const HISTORY_PAGE = 200;

/** The socket of a member of the staff, and the conversations that it follows. Resumes them on every connection. */
export class DeskConnection {
  readonly logs = new Map<string, ChatLog>();
  readonly socket: Socket<ServerToDeskEvents, DeskToServerEvents>;
  state?: DeskState;
  ready = false;
  private closed = false;
  private readonly following = new Set<string>();
  private readonly opening = new Set<string>();

  /** `onState` and `onEvents` are called with every change; `onReady` on every connection. */
  constructor(
    url: string,
    cookie: string,
    readonly name: string,
    private readonly ledger: Ledger,
    private readonly options: DeskOptions,
    private readonly listener: {
      onReady?(): void;
      onState?(state: DeskState): void;
      onEvents?(conversationId: string, events: readonly ConversationEvent[]): void;
    },
  ) {
    const [reconnectionDelay, reconnectionDelayMax] = options.reconnectMs;
    this.socket = io(`${url}/desk`, {
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { cookie },
      reconnectionDelay,
      reconnectionDelayMax,
    });
    this.socket.on('connect', () => void this.hello());
    const comeBack = (): void => {
      this.ready = false;
      this.opening.clear();
      // Refused, or cut by the server: then the socket does not come back by itself.
      if (!this.closed && !this.socket.active) setTimeout(() => this.socket.connect(), reconnectionDelay);
    };
    this.socket.on('disconnect', comeBack);
    this.socket.on('connect_error', comeBack);
    this.socket.on('desk', (state) => this.show(state));
    this.socket.on('events', ({ conversationId, events }) => this.take(conversationId, events));
    this.socket.on('top', ({ conversationId, lastSeq }) => {
      const log = this.logs.get(conversationId);
      if (log && lastSeq > log.cursor) void this.open(conversationId);
    });
  }

  request<T>(event: string, input: unknown): Promise<Reply<T>> {
    return this.socket.timeout(this.options.answerWithinMs).emitWithAck(event as 'hello', input as never);
  }

  /** Follows a conversation from now on, over all connections, until it is let go or refused. */
  follow(conversationId: string): void {
    if (this.following.has(conversationId)) return;
    this.following.add(conversationId);
    void this.open(conversationId);
  }

  /** No longer follows; what has been read stays in `logs`. */
  letGo(conversationId: string): void {
    this.following.delete(conversationId);
  }

  get followed(): ReadonlySet<string> {
    return this.following;
  }

  close(): void {
    this.closed = true;
    this.ready = false;
    this.socket.disconnect();
  }

  private async hello(): Promise<void> {
    const { id } = this.socket;
    if (id === undefined) return;
    while (this.socket.id === id) {
      try {
        const reply = await this.request<DeskState>('hello', {});
        if (this.socket.id !== id) return;
        if (!reply.ok) throw new Error(reply.error.code);
        this.ready = true;
        this.show(reply.data);
        for (const conversationId of this.following) void this.open(conversationId);
        this.listener.onReady?.();
        return;
      } catch {
        await sleep(PAUSE_MS);
      }
    }
  }

  private show(state: DeskState): void {
    this.state = state;
    this.listener.onState?.(state);
  }

  private take(conversationId: string, events: readonly ConversationEvent[]): void {
    const log = this.logs.get(conversationId);
    // The page of `open` is still on its way; what follows it is asked for again if it is missing then.
    if (!log) return;
    this.ledger.repeatsSeen += events.filter(({ seq }) => seq <= log.cursor).length;
    const fresh = log.append(events);
    if (fresh === undefined) void this.open(conversationId);
    else if (fresh.length > 0) this.listener.onEvents?.(conversationId, fresh);
  }

  /** Asks for what is missing of a conversation, and has later events sent. */
  private async open(conversationId: string): Promise<void> {
    const { id } = this.socket;
    if (!this.ready || this.opening.has(conversationId)) return;
    this.opening.add(conversationId);
    try {
      while (this.socket.id === id && this.following.has(conversationId)) {
        if (await this.openOnce(conversationId)) return;
        await sleep(PAUSE_MS);
      }
    } finally {
      if (this.socket.id === id) this.opening.delete(conversationId);
    }
  }

  /** False when it has to be tried again. */
  private async openOnce(conversationId: string): Promise<boolean> {
    const { id } = this.socket;
    const log = this.logs.get(conversationId) ?? new ChatLog();
    const afterSeq = log.cursor || undefined;
    try {
      const reply = await this.request<{ events: ConversationEvent[]; reload: boolean }>('open', {
        conversationId,
        afterSeq,
      });
      if (this.socket.id !== id) return false;
      if (!reply.ok) {
        // Not mine any more; another desk state will say so.
        if (reply.error.code === 'not_found') return true;
        throw new Error(reply.error.code);
      }
      const { events, reload } = reply.data;
      this.logs.set(conversationId, log);
      let fresh: readonly ConversationEvent[] | undefined = events;
      if (reload) log.reload(events);
      else fresh = log.append(events);
      if (fresh === undefined) return false;
      if (fresh.length > 0) this.listener.onEvents?.(conversationId, fresh);
      await this.loadHistory(conversationId, log);
      return this.socket.id === id;
    } catch {
      return false;
    }
  }

  private async loadHistory(conversationId: string, log: ChatLog): Promise<void> {
    while (log.first > 1) {
      const before = log.first;
      const reply = await this.request<{ events: ConversationEvent[] }>('history', {
        conversationId,
        before,
        limit: HISTORY_PAGE,
      });
      if (!reply.ok) return;
      log.prepend(reply.data.events);
      if (log.first === before) return;
    }
  }
}
