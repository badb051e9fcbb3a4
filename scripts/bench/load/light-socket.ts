import { WebSocket } from 'ws';

/** What the server answers to an event. */
export type Reply<T> = { ok: true; data: T } | { ok: false; error: { code: string; retryAfterMs?: number } };

type Acknowledge = (reply: Reply<never>) => void;

export interface LightSocketOptions {
  /** Of the server, such as `http://127.0.0.1:3000`. */
  url: string;
  namespace: '/chat' | '/desk';
  auth?: Readonly<Record<string, string>>;
  cookie?: string;
  /** Loopback address to connect from; one has about 28,000 ports. */
  localAddress?: string;
}

/**
 * Just enough of Socket.IO 4 over a WebSocket for load: one namespace, text frames, acknowledgements, heartbeats.
 * A few KB each, so that one process holds thousands; it never reconnects by itself.
 */
export class LightSocket {
  /** Called with each event of the server. */
  onEvent?: (name: string, payload: unknown) => void;
  /** Called once when the connection is gone, whoever ended it. */
  onClose?: () => void;
  private readonly prefix: string;
  private acknowledges?: Map<number, Acknowledge>;
  private nextId = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly namespace: string,
  ) {
    this.prefix = `42${namespace},`;
  }

  /** Connects and joins the namespace. Rejects with the code that the server refuses with. */
  static open(options: LightSocketOptions): Promise<LightSocket> {
    const address = `${options.url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      ...(options.localAddress !== undefined && { localAddress: options.localAddress }),
      ...(options.cookie !== undefined && { headers: { cookie: options.cookie } }),
    });
    const client = new LightSocket(socket, options.namespace);
    return new Promise((resolve, reject) => {
      client.listen(options.auth ?? {}, (refusal) => {
        if (refusal === undefined) resolve(client);
        else {
          socket.terminate();
          reject(new Error(refusal));
        }
      });
    });
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** Bytes that the kernel has not taken yet. */
  get buffered(): number {
    return this.socket.bufferedAmount;
  }

  /** Sends an event; `acknowledge` gets the server's answer, and nothing when the connection breaks before. */
  emit<T>(event: string, input: unknown, acknowledge: (reply: Reply<T>) => void): void {
    const id = this.nextId;
    this.nextId += 1;
    this.acknowledges ??= new Map();
    this.acknowledges.set(id, acknowledge);
    this.socket.send(`${this.prefix}${id}${JSON.stringify([event, input])}`);
  }

  /** Sends an event and waits for the answer's data. Rejects with the code of a refusal, or after `timeoutMs`. */
  request<T>(event: string, input: unknown, timeoutMs = 30_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${event}`)), timeoutMs);
      this.emit<T>(event, input, (reply) => {
        clearTimeout(timer);
        if (reply.ok) resolve(reply.data);
        else reject(new Error(reply.error.code));
      });
    });
  }

  /** Breaks the connection without a word. */
  kill(): void {
    this.socket.terminate();
  }

  /** Stops reading, as a page that is stuck; the kernel's buffers fill up. */
  pause(): void {
    this.socket.pause();
  }

  /** Reads again. */
  resume(): void {
    this.socket.resume();
  }

  private listen(auth: Readonly<Record<string, string>>, onJoined: (refusal?: string) => void): void {
    this.socket.on('message', (data) => {
      const frame = (data as Buffer).toString();
      // The first character is Engine.IO's packet type, the second Socket.IO's.
      if (frame[0] === '2') this.socket.send('3');
      else if (frame[0] === '0') this.socket.send(`40${this.namespace},${JSON.stringify(auth)}`);
      else if (frame[0] === '4') this.take(frame[1] ?? '', frame.slice(3 + this.namespace.length), onJoined);
    });
    this.socket.on('error', (error) => onJoined(error.message));
    this.socket.on('close', () => {
      onJoined('closed');
      this.acknowledges?.clear();
      this.onClose?.();
    });
  }

  private take(kind: string, rest: string, onJoined: (refusal?: string) => void): void {
    if (kind === '2') {
      const [name, payload] = JSON.parse(rest) as [string, unknown];
      this.onEvent?.(name, payload);
    } else if (kind === '3') {
      const start = rest.indexOf('[');
      const id = Number(rest.slice(0, start));
      const acknowledge = this.acknowledges?.get(id);
      this.acknowledges?.delete(id);
      acknowledge?.((JSON.parse(rest.slice(start)) as [Reply<never>])[0]);
    } else if (kind === '0') {
      onJoined();
    } else if (kind === '4') {
      onJoined((JSON.parse(rest) as { message: string }).message);
    } else if (kind === '1') {
      this.socket.terminate();
    }
  }
}
