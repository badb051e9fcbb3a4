import { createHash } from 'node:crypto';
import type { Namespace, Socket } from 'socket.io';
import type { ConversationRecord } from '../../conversation/conversation-store';
import type { ConversationEvent, Side } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import { TongdaError } from '../../errors';
import type { Logger } from '../../logger';
import { acknowledged } from '../acknowledge';
import { EventFeed, type LogNews } from '../event-feed';
import { RateLimit } from '../rate-limit';
import { shedHandshake } from '../shed-handshake';
import { Rounds } from '../rounds';
import { SocketFlow } from '../socket-flow';
import { toVisible } from './render';
import {
  emptySchema,
  feedbackSchema,
  handshakeSchema,
  helloSchema,
  historySchema,
  rateSchema,
  readSchema,
  sendSchema,
  typingSchema,
  type ClientToServerEvents,
  type HelloReply,
  type QueueStatus,
  type ServerToClientEvents,
  type Welcome,
} from './schema';

export const WEB_CHAT = 'web';

const TOP_EVERY_MS = 15_000;
/** A cursor further behind than this starts from the newest page instead. */
const MAX_RESUME = 500;
const FIRST_PAGE = 50;
/** What one page may send: more than any person writes, also after a long time without a connection. */
const MESSAGE_BURST = 40;
const MESSAGES_PER_SECOND = 4;
/** Changes of the queue within this time are told together. */
const QUEUE_REFRESH_MS = 200;

/** What the channel needs of the engine; the composition root joins them. */
export interface WebChatPorts {
  gatherMs: number;
  logEpoch: string;
  open(channel: string, visitorId: string): Promise<ConversationRecord>;
  receive(message: {
    channel: string;
    visitorId: string;
    clientId: string;
    text: string;
    payload?: string;
    gatherMs: number;
  }): Promise<{ conversationId: ConversationId; seq: number; at: number; owner: string }>;
  eventsAfter(id: ConversationId, afterSeq: number, limit: number): Promise<ConversationEvent[]>;
  eventsBefore(id: ConversationId, beforeSeq: number, limit: number): Promise<ConversationEvent[]>;
  mark(id: ConversationId, kind: 'read' | 'delivered', side: Side, upToSeq: number): void;
  feedback(
    conversation: Pick<ConversationRecord, 'id' | 'visitorId'>,
    answer: { messageSeq: number; helpful: boolean; reason?: string },
  ): Promise<void>;
  subscribe(id: ConversationId, listener: (news: LogNews) => void): () => void;
  welcome(): Promise<Welcome>;
}

/** What the channel needs of the handoff. */
export interface WebChatHandoff {
  queueStatus(id: ConversationId): Promise<QueueStatus | undefined>;
  /** Where everybody stands who waits. */
  queuePlaces(): Promise<ReadonlyMap<ConversationId, QueueStatus>>;
  leaveQueue(id: ConversationId): Promise<void>;
  rate(
    conversation: ConversationRecord,
    rating: { handoffId: string; score: number; comment: string },
  ): Promise<void>;
  /** The customer is typing, or no longer. */
  customerTyping(id: ConversationId, on: boolean): void;
  /** The customer's page is connected, or has gone. */
  customerSeen(id: ConversationId, connected: boolean): void;
}

type ChatNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, object, SocketData>;
type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, object, SocketData>;

interface SocketData {
  visitorId: string;
}

/** The customer's page: namespace `/chat`. Offsets are ours; nothing relies on Socket.IO's recovery. */
export class WebChatChannel {
  private readonly rounds: Rounds<ChatSession>;
  private queueTimer?: NodeJS.Timeout;
  private readonly sessions = new Set<ChatSession>();

  constructor(
    namespace: ChatNamespace,
    private readonly ports: WebChatPorts,
    private readonly handoff: WebChatHandoff,
    private readonly logger: Logger,
  ) {
    namespace.use((socket, next) => {
      const parsed = handshakeSchema.safeParse(socket.handshake.auth);
      if (!parsed.success) {
        next(Object.assign(new Error('bad_visitor_token'), { data: { code: 'bad_visitor_token' } }));
        return;
      }
      // The token itself is a secret of the visitor and is stored nowhere.
      socket.data.visitorId = createHash('sha256').update(parsed.data.token).digest('hex').slice(0, 32);
      next();
    });
    namespace.on('connection', (socket) => {
      shedHandshake(socket);
      const session = new ChatSession(socket, this.ports, this.handoff, this.logger);
      this.sessions.add(session);
      socket.on('disconnect', () => {
        session.close();
        this.sessions.delete(session);
      });
    });
    this.rounds = new Rounds(this.sessions, TOP_EVERY_MS, (session) => session.tellTop());
  }

  /** Tells every connected page of one conversation something that is not in the log. */
  tell(id: ConversationId, tell: (socket: ChatSocket) => void): void {
    for (const session of this.sessions) session.tell(id, tell);
  }

  /** Places in the queue have changed: every page that waits is told its own. */
  refreshQueues(): void {
    this.queueTimer ??= setTimeout(() => {
      this.queueTimer = undefined;
      this.tellPlaces().catch((error: unknown) =>
        this.logger.error({ err: error }, 'the places could not be told'),
      );
    }, QUEUE_REFRESH_MS);
  }

  close(): void {
    this.rounds.close();
    clearTimeout(this.queueTimer);
    for (const session of this.sessions) session.close();
  }

  private async tellPlaces(): Promise<void> {
    const waiting = [...this.sessions].filter((session) => session.waits);
    if (waiting.length === 0) return;
    const places = await this.handoff.queuePlaces();
    for (const session of waiting) session.tellPlace(places);
  }
}

/** One connected page of a visitor. */
class ChatSession {
  private conversation?: ConversationRecord;
  private feed?: EventFeed;
  private unsubscribe?: () => void;
  private readonly limit = new RateLimit(MESSAGE_BURST, MESSAGES_PER_SECOND);
  /** What was said last of the place in the queue; undefined when the customer does not wait. */
  private place?: Partial<QueueStatus>;
  private closed = false;
  private readonly flow: SocketFlow;

  constructor(
    private readonly socket: ChatSocket,
    private readonly ports: WebChatPorts,
    private readonly handoff: WebChatHandoff,
    private readonly logger: Logger,
  ) {
    this.flow = new SocketFlow(socket);
    const on = acknowledged;
    socket.on(
      'hello',
      on(helloSchema, logger, (input) => this.hello(input.resume)),
    );
    socket.on(
      'send',
      on(sendSchema, logger, (input) => this.send(input)),
    );
    socket.on(
      'history',
      on(historySchema, logger, async ({ before, limit }) => {
        const events = await ports.eventsBefore(this.current().id, before, limit);
        return { events: events.map(toVisible) };
      }),
    );
    socket.on(
      'read',
      on(readSchema, logger, async ({ upToSeq }) => {
        ports.mark(this.current().id, 'read', 'customer', upToSeq);
        return null;
      }),
    );
    socket.on(
      'typing',
      on(typingSchema, logger, async (input) => {
        handoff.customerTyping(this.current().id, input.on);
        return null;
      }),
    );
    socket.on(
      'leaveQueue',
      on(emptySchema, logger, async () => {
        await handoff.leaveQueue(this.current().id);
        return null;
      }),
    );
    socket.on(
      'rate',
      on(rateSchema, logger, async (input) => {
        await handoff.rate(this.current(), input);
        return null;
      }),
    );
    socket.on(
      'feedback',
      on(feedbackSchema, logger, async (input) => {
        await ports.feedback(this.current(), input);
        return null;
      }),
    );
    socket.onAny((event: string, ...args: unknown[]) => {
      if (socket.listenerCount(event) > 0) return;
      acknowledged(emptySchema.loose(), logger, () => Promise.reject(new TongdaError('unknown_event')))(
        ...args,
      );
    });
  }

  get waits(): boolean {
    return this.place !== undefined;
  }

  /** The top of the log as far as it was sent, for the page to compare with what it has got. */
  tellTop(): void {
    const { feed } = this;
    if (feed && this.flow.hasRoom(() => feed.resume())) this.socket.emit('top', { lastSeq: feed.lastSeq });
  }

  /** The place in the queue where it has changed; null when the customer no longer waits. */
  tellPlace(places: ReadonlyMap<ConversationId, QueueStatus>): void {
    const id = this.conversation?.id;
    const before = this.place;
    if (!before || id === undefined) return;
    const place = places.get(id);
    this.place = place;
    if (place?.ahead !== before.ahead || place?.waitMs !== before.waitMs)
      this.socket.emit('queue', place ?? null);
  }

  tell(id: ConversationId, tell: (socket: ChatSocket) => void): void {
    if (this.conversation?.id === id) tell(this.socket);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.feed?.close();
    this.unsubscribe?.();
    if (this.conversation) this.handoff.customerSeen(this.conversation.id, false);
  }

  private current(): ConversationRecord {
    if (!this.conversation) throw new TongdaError('bad_request', 'say hello first');
    return this.conversation;
  }

  private async hello(resume: { lastSeq: number; logEpoch: string } | undefined): Promise<HelloReply> {
    const { ports } = this;
    const conversation = await ports.open(WEB_CHAT, this.socket.data.visitorId);
    const behind = resume ? conversation.lastSeq - resume.lastSeq : Number.POSITIVE_INFINITY;
    const reload = resume?.logEpoch !== ports.logEpoch || behind < 0 || behind > MAX_RESUME;
    const events = reload
      ? await ports.eventsBefore(conversation.id, Number.MAX_SAFE_INTEGER, FIRST_PAGE)
      : await ports.eventsAfter(conversation.id, resume.lastSeq, MAX_RESUME);
    const lastSeq = events.at(-1)?.seq ?? resume?.lastSeq ?? 0;
    const [welcome, queue] = await Promise.all([ports.welcome(), this.handoff.queueStatus(conversation.id)]);
    this.attach(conversation, lastSeq);
    this.place = queue;
    return {
      conversationId: conversation.id,
      logEpoch: ports.logEpoch,
      lastSeq,
      reload,
      events: events.map(toVisible),
      welcome,
      queue,
    };
  }

  private attach(conversation: ConversationRecord, lastSeq: number): void {
    this.feed?.close();
    this.unsubscribe?.();
    if (this.closed) return;
    this.conversation = conversation;
    const feed: EventFeed = new EventFeed(
      lastSeq,
      (after, limit) => this.ports.eventsAfter(conversation.id, after, limit),
      {
        hasRoom: () => this.flow.hasRoom(() => feed.resume()),
        send: (events) => this.deliver(conversation.id, events),
        // What is missing comes with the next bell, or when the log is looked at again.
        failed: (error) => this.logger.error({ err: error }, 'a feed could not be read'),
      },
    );
    this.feed = feed;
    this.unsubscribe = this.ports.subscribe(conversation.id, (news) => feed.offer(news));
    this.handoff.customerSeen(conversation.id, true);
    // What was committed between reading the page and listening; after the acknowledgement has gone out.
    setImmediate(() => feed.catchUp());
  }

  private deliver(id: ConversationId, events: readonly ConversationEvent[]): void {
    this.socket.emit('events', { events: events.map(toVisible) });
    if (events.some(({ body }) => body.kind === 'handoffRequested')) this.place = {};
    const heard = events.findLast(({ body }) => body.kind === 'agentMessage');
    if (heard) this.ports.mark(id, 'delivered', 'customer', heard.seq);
  }

  private async send(input: {
    clientId: string;
    text: string;
    payload?: string;
  }): Promise<{ seq: number; at: number }> {
    const { id } = this.current();
    this.limit.take();
    const received = await this.ports.receive({
      channel: WEB_CHAT,
      visitorId: this.socket.data.visitorId,
      gatherMs: this.ports.gatherMs,
      ...input,
    });
    this.handoff.customerTyping(id, false);
    if (received.owner === 'bot') this.socket.emit('typing', { from: 'bot', on: true });
    return { seq: received.seq, at: received.at };
  }
}
