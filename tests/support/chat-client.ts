import { randomBytes, randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type {
  ClientToServerEvents,
  HelloReply,
  ServerToClientEvents,
  VisibleEvent,
  WireError,
} from '../../src/channels/web-chat/schema';

type Reply<T> = { ok: true; data: T } | { ok: false; error: WireError };

/** A customer's page without the page: keeps the log that it has seen, as the widget does. */
export class ChatClient {
  readonly events: VisibleEvent[] = [];
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  private logEpoch = '';

  constructor(
    url: string,
    readonly token = randomBytes(32).toString('base64url'),
  ) {
    this.socket = io(`${url}/chat`, { transports: ['websocket'], forceNew: true, auth: { token } });
    this.socket.on('events', ({ events }) => this.events.push(...events));
  }

  /** Waits for the connection and says hello with the cursor of what has been seen. */
  async hello(): Promise<HelloReply> {
    if (!this.socket.connected) {
      await new Promise<void>((resolve, reject) => {
        this.socket.once('connect', resolve);
        this.socket.once('connect_error', reject);
      });
    }
    const lastSeq = this.events.at(-1)?.seq;
    const resume = lastSeq === undefined ? undefined : { lastSeq, logEpoch: this.logEpoch };
    const reply = await this.request<HelloReply>('hello', { resume });
    if (!reply.ok) throw new Error(reply.error.code);
    if (reply.data.reload) this.events.length = 0;
    this.events.push(...reply.data.events);
    this.logEpoch = reply.data.logEpoch;
    return reply.data;
  }

  /** Any event with any input, answered by its acknowledgement. */
  request<T>(event: string, input: unknown): Promise<Reply<T>> {
    return this.socket.timeout(5000).emitWithAck(event as 'send', input as never);
  }

  send(text: string, extra: { clientId?: string; payload?: string } = {}): Promise<Reply<{ seq: number }>> {
    return this.request('send', { clientId: randomUUID(), text, ...extra });
  }

  /** What the bot has said, in order. */
  get botTexts(): string[] {
    return this.events.flatMap((event) =>
      'body' in event && event.body.kind === 'botMessage' ? [event.body.content.text] : [],
    );
  }

  /** Waits until the log fulfils a condition. */
  async until(condition: (client: this) => boolean, timeoutMs = 10_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!condition(this)) {
      if (Date.now() > deadline) throw new Error(`waited in vain; the log: ${JSON.stringify(this.events)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  close(): void {
    this.socket.disconnect();
  }
}
