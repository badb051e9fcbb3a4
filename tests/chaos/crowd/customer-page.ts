import { randomBytes, randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type {
  ClientToServerEvents,
  HelloReply,
  ServerToClientEvents,
  VisibleEvent,
  WireError,
} from '../../../src/channels/web-chat/schema';
import {
  afterBatch,
  afterHello,
  afterHistory,
  afterTop,
  EMPTY_LOG,
  firstSeq,
  resumeCursor,
} from '../../../src/web/widget/event-log';
import { sleep } from '../until';
import type { Ledger, Written } from './ledger';

type Reply<T> = { ok: true; data: T } | { ok: false; error: WireError };

export interface PageOptions {
  /** First and longest pause before connecting again, in ms; the real page's are 500 and 5,000. */
  reconnectMs: readonly [first: number, most: number];
  /** How long an answer may take, in ms; the real page's is 10,000. */
  answerWithinMs: number;
  /** A broken page, which gives a message that it sends again another id. */
  resendsWithNewId: boolean;
}

const REFUSED_PAUSE_MS = 250;
const HISTORY_PAGE = 200;

/**
 * A customer's page without its face. Its log is the real page's (`event-log.ts`), and like the real page it sends one
 * message at a time, resumes from its cursor, and sends again with the same id what was not acknowledged.
 */
export class CustomerPage {
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  log = EMPTY_LOG;
  private readonly outbox: Written[] = [];
  private ready = false;
  private sending = false;
  private syncing = false;
  private lostAt?: number;
  private lastSent?: Written;

  constructor(
    url: string,
    readonly name: string,
    private readonly ledger: Ledger,
    private readonly options: PageOptions,
    readonly token = randomBytes(32).toString('base64url'),
  ) {
    const [reconnectionDelay, reconnectionDelayMax] = options.reconnectMs;
    this.socket = io(`${url}/chat`, {
      transports: ['websocket'],
      forceNew: true,
      auth: { token },
      reconnectionDelay,
      reconnectionDelayMax,
    });
    this.socket.on('connect', () => void this.sync());
    this.socket.on('disconnect', (reason) => {
      this.ready = false;
      this.syncing = false;
      this.lostAt ??= Date.now();
      // Cut by the server on purpose: then the socket does not come back by itself.
      if (reason === 'io server disconnect') setTimeout(() => this.socket.connect(), reconnectionDelay);
    });
    this.socket.on('events', ({ events }) => this.take(events));
    this.socket.on('top', ({ lastSeq }) => {
      this.log = afterTop(this.log, lastSeq);
      if (this.log.behind) void this.sync();
    });
  }

  /** Undefined before the first `hello`. */
  get conversationId(): string | undefined {
    return this.log.conversationId;
  }

  get isCaughtUp(): boolean {
    return this.ready && !this.log.behind && this.log.complete;
  }

  /** Messages that wait for an acknowledgement. */
  get unsettled(): number {
    return this.outbox.length;
  }

  /** Takes a message for sending. */
  write(text: string): void {
    const { conversationId } = this;
    if (conversationId === undefined) return;
    this.outbox.push(
      this.ledger.write({
        clientId: randomUUID(),
        kind: 'customerMessage',
        text,
        author: this.name,
        conversationId,
      }),
    );
    void this.pump();
  }

  /** Sends the last acknowledged message once more, as a page does that missed the acknowledgement. */
  repeatLast(): void {
    if (this.lastSent) this.outbox.push(this.lastSent);
    void this.pump();
  }

  /** A request whose answer nobody waits for, such as a read mark. */
  tell(event: string, input: object): void {
    if (this.ready) this.request(event, input).catch(() => undefined);
  }

  close(): void {
    this.ready = false;
    this.socket.disconnect();
  }

  private request<T>(event: string, input: unknown): Promise<Reply<T>> {
    return this.socket.timeout(this.options.answerWithinMs).emitWithAck(event as 'send', input as never);
  }

  private take(events: readonly VisibleEvent[]): void {
    this.ledger.repeatsSeen += events.filter(({ seq }) => seq <= this.log.cursor).length;
    this.log = afterBatch(this.log, events);
    if (this.log.behind) void this.sync();
  }

  /** Says `hello` until the page stands at the top of the log, and loads what lies before its first event. */
  private async sync(): Promise<void> {
    const { id } = this.socket;
    if (this.syncing || id === undefined) return;
    this.syncing = true;
    const here = (): boolean => this.socket.id === id;
    while (here()) {
      try {
        const reply = await this.request<HelloReply>('hello', { resume: resumeCursor(this.log) });
        if (!here()) return;
        if (!reply.ok) throw new Error(reply.error.code);
        this.log = afterHello(this.log, reply.data);
        this.ready = true;
        void this.pump();
        while (!this.log.behind && !this.log.complete) await this.loadHistory(here);
        if (!this.log.behind) break;
      } catch {
        await sleep(REFUSED_PAUSE_MS);
      }
    }
    if (!here()) return;
    this.syncing = false;
    if (this.lostAt !== undefined) this.ledger.catchUps.push(Date.now() - this.lostAt);
    this.lostAt = undefined;
  }

  private async loadHistory(here: () => boolean): Promise<void> {
    const before = firstSeq(this.log);
    const reply = await this.request<{ events: VisibleEvent[] }>('history', { before, limit: HISTORY_PAGE });
    if (!here()) throw new Error('another connection by now');
    if (!reply.ok) throw new Error(reply.error.code);
    this.log = afterHistory(this.log, before, reply.data.events);
  }

  private async pump(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (;;) {
        const [next] = this.outbox;
        if (!next || !this.ready) return;
        if (await this.deliver(next)) this.outbox.shift();
      }
    } finally {
      this.sending = false;
    }
  }

  /** One attempt; false when the message has to be sent again. */
  private async deliver(written: Written): Promise<boolean> {
    written.attempts += 1;
    written.lastSentAt = Date.now();
    let clientId = written.clientId;
    if (this.options.resendsWithNewId && written.attempts > 1) {
      clientId = randomUUID();
      this.ledger.aliases.set(clientId, written.clientId);
    }
    let reply: Reply<{ seq: number }>;
    try {
      reply = await this.request('send', { clientId, text: written.text });
    } catch {
      // No answer: nobody knows whether it is stored. On this connection it is sent again after a pause.
      await sleep(REFUSED_PAUSE_MS);
      return false;
    }
    if (reply.ok) {
      this.ledger.acknowledge(written, reply.data.seq);
      this.lastSent = written;
      return true;
    }
    this.ledger.countRefusal(reply.error.code);
    await sleep(Math.max(REFUSED_PAUSE_MS, reply.error.retryAfterMs ?? 0));
    return false;
  }
}
