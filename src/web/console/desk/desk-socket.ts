import { io, type Socket } from 'socket.io-client';
import type { DeskState, DeskToServerEvents, ServerToDeskEvents } from '../../../channels/agent-desk/schema';
import type { Ack, WireError } from '../../../channels/web-chat/schema';

const ANSWER_WITHIN_MS = 10_000;
const RETRY_FIRST_MS = 1000;
const RETRY_MOST_MS = 15_000;

type Event = keyof DeskToServerEvents;
type Input<E extends Event> = Parameters<DeskToServerEvents[E]>[0];
type Data<E extends Event> = Parameters<DeskToServerEvents[E]>[1] extends Ack<infer T> ? T : never;

/** The server's answer; without `error` there was none, and nobody knows whether the request arrived. */
export type Answer<T> = { ok: true; data: T } | { ok: false; error?: WireError };

/** What the socket tells. */
export interface SocketListener {
  welcomed(desk: DeskState): void;
  disconnected(): void;
  /** The server will not have this connection: the session may be over. */
  refused(): void;
  events: Omit<ServerToDeskEvents, 'bye'>;
}

/** Where the server is when it is not the page's own, and what a program that is no browser must send: its cookie. */
export interface ServerAddress {
  origin?: string;
  headers?: Record<string, string>;
}

/** The desk's connection: WebSocket only, `hello` first on each connect, and back again for as long as it is open. */
export class DeskSocket {
  private readonly socket: Socket;
  private closed = false;
  private attempt = 0;
  private timer?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly listener: SocketListener,
    { origin = '', headers }: ServerAddress = {},
  ) {
    this.socket = io(`${origin}/desk`, {
      transports: ['websocket'],
      // Nothing of an earlier connection to the same address is shared.
      forceNew: true,
      extraHeaders: headers,
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
    });
    this.socket.on('connect', () => void this.hello());
    this.socket.on('disconnect', () => this.lost());
    this.socket.on('connect_error', () => this.lost());
    const { events } = listener;
    this.socket.on('desk', events.desk);
    this.socket.on('queue', events.queue);
    this.socket.on('events', events.events);
    this.socket.on('top', events.top);
    this.socket.on('customerTyping', events.customerTyping);
    this.socket.on('signedOut', events.signedOut);
    this.socket.on('bye', ({ withinMs }: { withinMs: number }) => this.moveWithin(withinMs));
  }

  open(): void {
    this.closed = false;
    this.socket.connect();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket.disconnect();
  }

  /** Connects at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (!this.socket.connected && !this.closed) this.socket.disconnect().connect();
  }

  /** Leaves this server for another at a random moment within `withinMs`; nothing under way is cut short before. */
  private moveWithin(withinMs: number): void {
    const { id } = this.socket;
    setTimeout(() => {
      if (this.socket.id === id && !this.closed) this.socket.disconnect().connect();
    }, withinMs * Math.random());
  }

  /** One request with its answer; never rejects. */
  async request<E extends Event>(event: E, input: Input<E>): Promise<Answer<Data<E>>> {
    if (!this.socket.connected) return { ok: false };
    try {
      const answer: unknown = await this.socket.timeout(ANSWER_WITHIN_MS).emitWithAck(event, input);
      return answer as Answer<Data<E>>;
    } catch {
      return { ok: false };
    }
  }

  private async hello(): Promise<void> {
    const { id } = this.socket;
    const answer = await this.request('hello', {});
    if (id !== this.socket.id || this.closed) return;
    if (answer.ok) {
      this.attempt = 0;
      this.listener.welcomed(answer.data);
      return;
    }
    if (answer.error?.code === 'unauthenticated') this.listener.refused();
    this.later(() => void this.hello());
  }

  private lost(): void {
    clearTimeout(this.timer);
    if (this.closed) return;
    this.listener.disconnected();
    // After a refusal or a disconnection by the server the socket does not come back by itself.
    if (this.socket.active) return;
    this.listener.refused();
    this.later(() => this.socket.connect());
  }

  private later(run: () => void): void {
    clearTimeout(this.timer);
    const delay = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.attempt++);
    // Spread, so that desks that were cut off together do not come back together.
    this.timer = setTimeout(() => !this.closed && run(), delay * (0.5 + Math.random() / 2));
  }
}
