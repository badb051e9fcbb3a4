import { io, type Socket } from 'socket.io-client';
import type {
  Ack,
  ClientToServerEvents,
  HelloReply,
  ServerToClientEvents,
  WireError,
} from '../../channels/web-chat/schema';

const ANSWER_WITHIN_MS = 10_000;
const RETRY_FIRST_MS = 1000;
const RETRY_MOST_MS = 15_000;

type Event = keyof ClientToServerEvents;
type Input<E extends Event> = Parameters<ClientToServerEvents[E]>[0];
type Data<E extends Event> = Parameters<ClientToServerEvents[E]>[1] extends Ack<infer T> ? T : never;

/** The server's answer; without `error` there was none, and nobody knows whether the request arrived. */
export type Answer<T> = { ok: true; data: T } | { ok: false; error?: WireError };

/** What the connection tells and asks of the page. */
export interface ConnectionListener {
  /** The cursor to resume from; undefined for the newest page. */
  cursor(): { lastSeq: number; logEpoch: string } | undefined;
  /** Takes the answer of `hello`; false when it leaves the page behind still. */
  welcomed(reply: HelloReply): boolean;
  disconnected(): void;
  events: Omit<ServerToClientEvents, 'bye'>;
}

/** The socket of a visitor. Says `hello` on every connection, and again until the page stands at the top of the log. */
export class Connection {
  private readonly socket: Socket;
  private greeting = false;
  private ready = false;
  private attempt = 0;
  private timer?: ReturnType<typeof setTimeout>;

  /** @param origin of the server; the page's own when empty */
  constructor(
    token: string,
    private readonly listener: ConnectionListener,
    origin = '',
  ) {
    this.socket = io(`${origin}/chat`, {
      transports: ['websocket'],
      // Nothing of an earlier connection to the same address is shared.
      forceNew: true,
      auth: { token },
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
    });
    this.socket.on('connect', () => {
      this.attempt = 0;
      this.sync();
    });
    this.socket.on('disconnect', () => {
      this.lost();
      // After a disconnection by the server the socket does not come back by itself.
      if (!this.socket.active) this.later(() => this.socket.connect());
    });
    this.socket.on('connect_error', () => {
      this.lost();
      if (!this.socket.active) this.later(() => this.socket.connect());
    });
    const { events } = listener;
    this.socket.on('events', events.events);
    this.socket.on('top', events.top);
    this.socket.on('typing', events.typing);
    this.socket.on('queue', events.queue);
    this.socket.on('bye', ({ withinMs }: { withinMs: number }) => this.moveWithin(withinMs));
  }

  /** Connects, for as long as the page lives. */
  open(): void {
    this.socket.connect();
  }

  /** Ends the connection for good. */
  close(): void {
    clearTimeout(this.timer);
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }

  /** Leaves this server for another at a random moment within `withinMs`; nothing under way is cut short before. */
  private moveWithin(withinMs: number): void {
    const { id } = this.socket;
    setTimeout(() => {
      if (this.socket.id === id) this.socket.disconnect().connect();
    }, withinMs * Math.random());
  }

  /** Whether requests can be made: connected, and `hello` was answered. */
  get isReady(): boolean {
    return this.ready && this.socket.connected;
  }

  /** Says `hello` with the current cursor, unless that is under way already. */
  sync(): void {
    if (this.greeting || !this.socket.connected) return;
    clearTimeout(this.timer);
    this.greeting = true;
    const { id } = this.socket;
    void this.request('hello', { resume: this.listener.cursor() }).then((answer) => {
      if (id !== this.socket.id) return;
      this.greeting = false;
      if (answer.ok) {
        this.ready = true;
        if (this.listener.welcomed(answer.data)) {
          this.attempt = 0;
          return;
        }
      }
      this.later(() => this.sync());
    });
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

  private lost(): void {
    clearTimeout(this.timer);
    this.greeting = false;
    this.ready = false;
    this.listener.disconnected();
  }

  private later(run: () => void): void {
    clearTimeout(this.timer);
    const delay = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.attempt++);
    // Spread, so that pages that were cut off together do not come back together.
    this.timer = setTimeout(run, delay * (0.5 + Math.random() / 2));
  }
}
