import type { Socket } from 'socket.io';
import type { ConversationRecord } from '../../conversation/conversation-store';
import type { ConversationEvent } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import { TongdaError } from '../../errors';
import type { Logger } from '../../logger';
import { EventFeed, type LogNews, type Reader } from '../event-feed';
import { RateLimit } from '../rate-limit';
import { SocketFlow } from '../socket-flow';
import type { WebChatHandoff, WebChatPorts } from './ports';
import { toVisible } from './render';
import type { ClientToServerEvents, HelloReply, QueueStatus, ServerToClientEvents } from './schema';

export const WEB_CHAT = 'web';

/** A cursor further behind than this starts from the newest page instead. */
const MAX_RESUME = 500;
const FIRST_PAGE = 50;
/** What one page may send: more than any person writes, also after a long time without a connection. */
const MESSAGE_BURST = 40;
const MESSAGES_PER_SECOND = 4;

export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, object, SocketData>;

export interface SocketData {
  visitorId: string;
  session?: ChatSession;
}

/** One connected page of a visitor. */
export class ChatSession implements Reader {
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
    readonly ports: WebChatPorts,
    readonly handoff: WebChatHandoff,
    readonly logger: Logger,
  ) {
    this.flow = new SocketFlow(socket);
  }

  get waits(): boolean {
    return this.place !== undefined;
  }

  /** The top of the log as far as it was sent, for the page to compare with what it has got. */
  tellTop(): void {
    const { feed } = this;
    if (feed && this.flow.hasRoom(feed)) this.socket.emit('top', { lastSeq: feed.lastSeq });
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

  /** The conversation of this page; errors: `bad_request` before `hello`. */
  current(): ConversationRecord {
    if (!this.conversation) throw new TongdaError('bad_request', 'say hello first');
    return this.conversation;
  }

  /** Opens the visitor's conversation and answers what the page has missed. */
  async hello(resume: { lastSeq: number; logEpoch: string } | undefined): Promise<HelloReply> {
    const conversation = await this.ports.open(WEB_CHAT, this.socket.data.visitorId);
    // Listening before reading: what was committed before is read now, and of what comes after the bell tells.
    const ear = new Ear();
    const unsubscribe = this.ports.subscribe(conversation.id, (news) => ear.hear(news));
    try {
      const reply = await this.read(conversation, resume);
      this.attach(conversation, reply.lastSeq, ear, unsubscribe);
      this.place = reply.queue;
      return reply;
    } catch (error) {
      unsubscribe();
      throw error;
    }
  }

  private async read(
    { id, owner, lastSeq: top }: ConversationRecord,
    resume: { lastSeq: number; logEpoch: string } | undefined,
  ): Promise<HelloReply> {
    const { ports, handoff } = this;
    const behind = resume ? top - resume.lastSeq : Number.POSITIVE_INFINITY;
    const reload = resume?.logEpoch !== ports.logEpoch || behind < 0 || behind > MAX_RESUME;
    const events = reload
      ? await ports.eventsBefore(id, Number.MAX_SAFE_INTEGER, FIRST_PAGE)
      : await ports.eventsAfter(id, resume.lastSeq, MAX_RESUME);
    const lastSeq = events.at(-1)?.seq ?? resume?.lastSeq ?? 0;
    const mayWait = owner === 'queue' || lastSeq > top;
    const [welcome, queue] = await Promise.all([
      ports.welcome(),
      mayWait ? handoff.queueStatus(id) : undefined,
    ]);
    return {
      conversationId: id,
      logEpoch: ports.logEpoch,
      lastSeq,
      reload,
      events: events.map(toVisible),
      welcome,
      queue,
    };
  }

  private attach(conversation: ConversationRecord, lastSeq: number, ear: Ear, unsubscribe: () => void): void {
    if (this.closed) {
      unsubscribe();
      return;
    }
    this.feed?.close();
    this.unsubscribe?.();
    this.conversation = conversation;
    const feed = new EventFeed(lastSeq, this);
    this.feed = feed;
    this.unsubscribe = unsubscribe;
    this.handoff.customerSeen(conversation.id, true);
    // After the answer has gone out.
    setImmediate(() => ear.follow(feed));
  }

  /** For the feed: what follows a seq in the log. */
  load(afterSeq: number, limit: number): Promise<ConversationEvent[]> {
    return this.ports.eventsAfter(this.current().id, afterSeq, limit);
  }

  /** For the feed: whether the page has taken what it was sent. */
  hasRoom(feed: EventFeed): boolean {
    return this.flow.hasRoom(feed);
  }

  /** For the feed: the page is shown what has happened. */
  send(events: readonly ConversationEvent[]): void {
    this.socket.emit('events', { events: events.map(toVisible) });
    if (events.some(({ body }) => body.kind === 'handoffRequested')) this.place = {};
    const heard = events.findLast(({ body }) => body.kind === 'agentMessage');
    if (heard) this.ports.mark(this.current().id, 'delivered', 'customer', heard.seq);
  }

  /** For the feed: what is missing comes with the next bell, or when the log is looked at again. */
  failed(error: unknown): void {
    this.logger.error({ err: error }, 'a feed could not be read');
  }

  /** Stores a message; resolves after the commit. */
  async receive(input: {
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

/** Hears of a log from before its feed is there; what it has heard last is enough for the feed to read the rest. */
class Ear {
  private last?: LogNews;
  private feed?: EventFeed;

  hear(news: LogNews): void {
    if (this.feed) this.feed.offer(news);
    else this.last = news;
  }

  follow(feed: EventFeed): void {
    this.feed = feed;
    if (this.last) feed.offer(this.last);
    this.last = undefined;
  }
}
