import type { Socket } from 'socket.io';
import { permissionsOf, type Permission } from '../../accounts/permission';
import type { StaffSession } from '../../accounts/staff';
import type { ConversationEvent } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import { MAX_MESSAGE_LENGTH } from '../../conversation/message-length';
import { TongdaError } from '../../errors';
import type { Agent } from '../../handoff/desk-service';
import type { Handoff } from '../../handoff/handoff';
import type { Logger } from '../../logger';
import { currentTraceparent } from '../../trace';
import { cleanText } from '../../text/door';
import { acknowledged } from '../acknowledge';
import { EventFeed } from '../event-feed';
import { SocketFlow } from '../socket-flow';
import { emptySchema } from '../web-chat/schema';
import type { DeskCommands, DeskPorts } from './ports';
import { toDeskChat } from './render';
import {
  closeSchema,
  deskHistorySchema,
  deskReadSchema,
  deskTypingSchema,
  heldSchema,
  noteSchema,
  openSchema,
  presenceSchema,
  replySchema,
  suggestSchema,
  wrapUpSchema,
  type DeskChat,
  type DeskState,
  type DeskToServerEvents,
  type ServerToDeskEvents,
} from './schema';

export type DeskSocket = Socket<DeskToServerEvents, ServerToDeskEvents, object, { session: StaffSession }>;

const MAX_RESUME = 500;
const FIRST_PAGE = 100;
/** Changes within this time are shown together. */
const REFRESH_MS = 80;

/** One open conversation of a desk. */
interface OpenConversation {
  feed: EventFeed;
  unsubscribe: () => void;
}

/** One connected desk of an agent. */
export class DeskSession {
  readonly agent: Agent;
  private readonly permissions: ReadonlySet<Permission>;
  private readonly open = new Map<ConversationId, OpenConversation>();
  /** Conversations that the page holds open although the agent has lost them, by the last seq that was sent. */
  private readonly lost = new Map<ConversationId, number>();
  private listed = new Set<string>();
  private refreshTimer?: NodeJS.Timeout;
  private closed = false;
  private readonly flow: SocketFlow;

  constructor(
    private readonly socket: DeskSocket,
    private readonly ports: DeskPorts,
    private readonly commands: DeskCommands,
    private readonly logger: Logger,
  ) {
    const { staff } = socket.data.session;
    this.flow = new SocketFlow(socket);
    this.agent = { id: staff.id, name: staff.displayName };
    this.permissions = permissionsOf(staff.roles);
    this.listen();
  }

  /** Whether the desk shows this conversation. */
  lists(conversationId: string): boolean {
    return this.listed.has(conversationId);
  }

  /** Shows the desk anew soon. */
  refreshSoon(): void {
    if (this.closed || this.refreshTimer) return;
    this.refreshTimer = setTimeout(() => {
      this.refreshTimer = undefined;
      this.state()
        .then((state) => this.socket.emit('desk', state))
        .catch((error: unknown) => this.logger.error({ err: error }, 'a desk could not be shown'));
    }, REFRESH_MS);
  }

  /** The tops of the open logs as far as they were sent, the desk as it is now, and a sign of life of it. */
  tick(): void {
    for (const [conversationId, { feed }] of this.open) {
      if (this.flow.hasRoom(feed)) this.socket.emit('top', { conversationId, lastSeq: feed.lastSeq });
    }
    this.refreshSoon();
    this.commands
      .renew(this.agent.id)
      .catch((error: unknown) => this.logger.error({ err: error }, 'a presence could not be renewed'));
  }

  customerTyping(conversationId: ConversationId, on: boolean): void {
    if (this.open.has(conversationId)) this.socket.emit('customerTyping', { conversationId, on });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.refreshTimer);
    for (const id of this.open.keys()) this.closeConversation(id);
  }

  private listen(): void {
    const { socket, logger, commands, agent } = this;
    const on = acknowledged;
    const done = async (work: Promise<void>): Promise<null> => {
      await work;
      return null;
    };
    socket.on(
      'hello',
      on(emptySchema, logger, () => this.hello()),
    );
    socket.on(
      'presence',
      on(presenceSchema, logger, async ({ state, capacity }) => {
        await commands.setPresence(agent, state, capacity);
        this.refreshSoon();
        return null;
      }),
    );
    socket.on(
      'accept',
      on(heldSchema, logger, (held) => done(commands.accept(agent, held))),
    );
    socket.on(
      'decline',
      on(heldSchema, logger, (held) => done(commands.decline(agent, held))),
    );
    socket.on(
      'open',
      on(openSchema, logger, (input) => this.openConversation(input)),
    );
    socket.on(
      'close',
      on(closeSchema, logger, async ({ conversationId }) => {
        this.closeConversation(conversationId as ConversationId);
        this.lost.delete(conversationId as ConversationId);
        return null;
      }),
    );
    socket.on(
      'history',
      on(deskHistorySchema, logger, async ({ conversationId, before, limit }) => {
        const { id, until } = await this.checkMayRead(conversationId);
        return { events: await this.ports.eventsBefore(id, Math.min(before, until + 1), limit) };
      }),
    );
    socket.on(
      'reply',
      on(replySchema, logger, (input) => commands.reply(agent, input, readText(input))),
    );
    socket.on(
      'note',
      on(noteSchema, logger, (input) => commands.note(agent, input, readText(input))),
    );
    socket.on(
      'read',
      on(deskReadSchema, logger, async ({ conversationId, upToSeq }) => {
        const { id } = await this.checkMayRead(conversationId);
        this.ports.mark(id, 'read', 'staff', upToSeq);
        return null;
      }),
    );
    socket.on(
      'typing',
      on(deskTypingSchema, logger, async (input) => {
        const chat = await this.findMine(input.handoffId);
        if (chat) this.ports.agentTyping(chat as ConversationId, input.on);
        return null;
      }),
    );
    socket.on(
      'end',
      on(heldSchema, logger, (held) => done(commands.end(agent, held))),
    );
    socket.on(
      'requeue',
      on(heldSchema, logger, (held) => done(commands.requeue(agent, held))),
    );
    socket.on(
      'wrapUp',
      on(wrapUpSchema, logger, ({ code, note, ...held }) =>
        done(commands.wrapUp(agent, held, code, cleanText(note))),
      ),
    );
    socket.on(
      'suggest',
      on(suggestSchema, logger, (input) => this.suggest(input)),
    );
    socket.onAny((event: string, ...args: unknown[]) => {
      if (socket.listenerCount(event) > 0) return;
      acknowledged(emptySchema.loose(), logger, () => Promise.reject(new TongdaError('unknown_event')))(
        ...args,
      );
    });
  }

  private async hello(): Promise<DeskState> {
    await this.commands.renew(this.agent.id);
    return this.state();
  }

  private async state(): Promise<DeskState> {
    const { presence, handoffs, waiting, waitingSince } = await this.ports.overview(this.agent.id);
    const chats = await Promise.all(
      handoffs.map(async (handoff): Promise<DeskChat> => {
        const tracker = await this.ports.tracker(handoff.conversationId);
        return toDeskChat(handoff, tracker, this.ports.isConnected(handoff.conversationId));
      }),
    );
    this.listed = new Set(chats.map((chat) => chat.conversationId));
    this.followAgain(handoffs);
    return {
      me: { id: this.agent.id, displayName: this.agent.name, permissions: [...this.permissions] },
      presence: presence ?? {
        agentId: this.agent.id,
        agentName: this.agent.name,
        state: 'offline',
        capacity: 3,
        load: 0,
        leaseUntil: 0,
      },
      offers: chats.filter((chat) => chat.state === 'offered'),
      chats: chats.filter((chat) => chat.state !== 'offered'),
      waiting,
      waitingSince,
      now: this.ports.now(),
    };
  }

  private async openConversation(input: { conversationId: string; afterSeq?: number }): Promise<{
    events: ConversationEvent[];
    logEpoch: string;
    reload: boolean;
  }> {
    const { ports } = this;
    const { id, until } = await this.checkMayRead(input.conversationId);
    const lastSeq = Math.min(until, (await ports.tracker(id)).lastSeq);
    const { afterSeq } = input;
    const behind = afterSeq === undefined ? Number.POSITIVE_INFINITY : lastSeq - afterSeq;
    const reload = afterSeq === undefined || behind < 0 || behind > MAX_RESUME;
    const events = reload
      ? await ports.eventsBefore(id, lastSeq + 1, FIRST_PAGE)
      : await ports.eventsAfter(id, afterSeq, behind);
    if (until === Number.POSITIVE_INFINITY) this.follow(id, events.at(-1)?.seq ?? afterSeq ?? 0);
    else {
      this.closeConversation(id);
      this.lost.set(id, lastSeq);
    }
    return { events, logEpoch: ports.logEpoch, reload };
  }

  /** A customer who has come back to this agent, perhaps while the last talk is being written up: the log goes on. */
  private followAgain(handoffs: readonly Handoff[]): void {
    for (const { conversationId, state } of handoffs) {
      const lastSeq = this.lost.get(conversationId);
      if (lastSeq !== undefined && state !== 'wrapUp') this.follow(conversationId, lastSeq);
    }
  }

  private follow(id: ConversationId, lastSeq: number): void {
    this.closeConversation(id);
    this.lost.delete(id);
    if (this.closed) return;
    const feed = new EventFeed(lastSeq, {
      load: (after, limit) => this.ports.eventsAfter(id, after, limit),
      hasRoom: (waiter) => this.flow.hasRoom(waiter),
      send: (events) => this.deliver(id, events),
      failed: (error) => this.logger.error({ err: error }, 'a feed could not be read'),
    });
    const unsubscribe = this.ports.subscribe(id, (news) => feed.offer(news));
    this.open.set(id, { feed, unsubscribe });
    setImmediate(() => feed.catchUp());
  }

  /** Hands events on, up to the one that takes the conversation from this agent. */
  private deliver(id: ConversationId, events: readonly ConversationEvent[]): void {
    if (!this.open.has(id)) return;
    const end = this.permissions.has('chat.supervise')
      ? -1
      : events.findIndex((event) => this.losesBy(event));
    const mine = end < 0 ? events : events.slice(0, end + 1);
    this.socket.emit('events', { conversationId: id, events: [...mine], traceparent: currentTraceparent() });
    if (end >= 0) {
      this.closeConversation(id);
      this.lost.set(id, mine.at(-1)?.seq ?? 0);
    }
    const heard = mine.findLast(({ body }) => body.kind === 'customerMessage');
    if (heard) this.ports.mark(id, 'delivered', 'staff', heard.seq);
  }

  private losesBy({ body }: ConversationEvent): boolean {
    if (body.kind !== 'handoffMoved') return false;
    const isMine = body.agentId === this.agent.id && (body.to === 'offered' || body.to === 'assigned');
    return !isMine;
  }

  private closeConversation(id: ConversationId): void {
    const conversation = this.open.get(id);
    if (!conversation) return;
    conversation.feed.close();
    conversation.unsubscribe();
    this.open.delete(id);
  }

  /**
   * Another's conversation is not there for this agent; one that has ended is there up to its end.
   * Errors: `not_found`.
   */
  private async checkMayRead(conversationId: string): Promise<{ id: ConversationId; until: number }> {
    const id = conversationId as ConversationId;
    const tracker = await this.ports.tracker(id);
    if (this.permissions.has('chat.supervise') && tracker.lastSeq > 0)
      return { id, until: Number.POSITIVE_INFINITY };
    const { handoffs } = await this.ports.overview(this.agent.id);
    const mine = handoffs.filter((handoff) => handoff.conversationId === id);
    if (mine.some(({ state }) => state !== 'wrapUp')) return { id, until: Number.POSITIVE_INFINITY };
    const { lastEnd } = tracker;
    if (lastEnd && mine.some((handoff) => handoff.id === lastEnd.handoffId))
      return { id, until: lastEnd.seq };
    throw new TongdaError('not_found');
  }

  private async findMine(handoffId: string): Promise<string | undefined> {
    const { handoffs } = await this.ports.overview(this.agent.id);
    return handoffs.find((handoff) => handoff.id === handoffId && handoff.state === 'assigned')
      ?.conversationId;
  }

  private async suggest(input: { conversationId: string; question?: string }): Promise<{
    articles: ReturnType<DeskPorts['suggest']>;
  }> {
    const { id, until } = await this.checkMayRead(input.conversationId);
    // After the talk the customer's words are for the bot.
    if (until !== Number.POSITIVE_INFINITY && input.question === undefined) return { articles: [] };
    const question = input.question ?? (await this.ports.tracker(id)).lastText;
    return { articles: question.trim() === '' ? [] : this.ports.suggest(cleanText(question)) };
  }
}

/** An agent's words, checked like a customer's. Errors: `message_empty`, `message_too_long`. */
function readText(input: { clientId: string; text: string }): { clientId: string; text: string } {
  const text = cleanText(input.text);
  if (text.trim() === '') throw new TongdaError('message_empty');
  if (text.length > MAX_MESSAGE_LENGTH) throw new TongdaError('message_too_long', `${text.length}`);
  return { clientId: input.clientId, text };
}
