import type { Namespace } from 'socket.io';
import { permissionsOf } from '../../accounts/permission';
import type { StaffSession } from '../../accounts/staff';
import type { ConversationId } from '../../conversation/id';
import type { Logger } from '../../logger';
import { Rounds } from '../rounds';
import { DeskSession, type DeskSocket } from './desk-session';
import type { DeskCommands, DeskPorts } from './ports';
import type { DeskToServerEvents, ServerToDeskEvents } from './schema';

const TICK_MS = 15_000;
/** Changes of the queue within this time are told together. */
const QUEUE_REFRESH_MS = 200;

type DeskNamespace = Namespace<DeskToServerEvents, ServerToDeskEvents, object, { session: StaffSession }>;

/** The agents' desks: namespace `/desk`, for staff who may take chats. */
export class AgentDeskChannel {
  private readonly sessions = new Map<DeskSession, DeskSocket>();
  private readonly rounds: Rounds<[DeskSession, DeskSocket]>;
  private queueTimer?: NodeJS.Timeout;

  constructor(
    namespace: DeskNamespace,
    private readonly ports: DeskPorts,
    commands: DeskCommands,
    private readonly logger: Logger,
  ) {
    namespace.use((socket, next) => {
      this.ports
        .findSession(socket.handshake.headers.cookie)
        .then((session) => {
          const code = session ? 'forbidden' : 'unauthenticated';
          if (!session || !permissionsOf(session.staff.roles).has('chat.take')) {
            next(Object.assign(new Error(code), { data: { code } }));
            return;
          }
          socket.data.session = session;
          next();
        })
        .catch((error: unknown) => {
          logger.error({ err: error }, 'a desk could not be let in');
          next(Object.assign(new Error('internal'), { data: { code: 'internal' } }));
        });
    });
    namespace.on('connection', (socket) => {
      const session = new DeskSession(socket, ports, commands, logger);
      this.sessions.set(session, socket);
      socket.on('disconnect', () => {
        session.close();
        this.sessions.delete(session);
      });
    });
    this.rounds = new Rounds(this.sessions, TICK_MS, ([session, socket]) => {
      session.tick();
      this.recheck(session, socket);
    });
  }

  /** A log has grown; `moved` says that a handoff of it has moved, `agentId` to whom. */
  onNews(news: { conversationId: ConversationId; moved: boolean; agentId?: string }): void {
    for (const session of this.sessions.keys()) {
      if (session.lists(news.conversationId) || (news.moved && session.agent.id === news.agentId))
        session.refreshSoon();
    }
    if (news.moved) this.tellQueueSoon();
  }

  /** Handoffs may have moved, unheard: every desk is shown anew. */
  refreshAll(): void {
    for (const session of this.sessions.keys()) session.refreshSoon();
  }

  /** A customer's page has come or gone. */
  onCustomerSeen(id: ConversationId): void {
    for (const session of this.sessions.keys()) if (session.lists(id)) session.refreshSoon();
  }

  customerTyping(id: ConversationId, on: boolean): void {
    for (const session of this.sessions.keys()) session.customerTyping(id, on);
  }

  /** Sessions of a person have ended somewhere: desks without a live one are cut. */
  onRevoked(staffId: string): void {
    for (const [session, socket] of this.sessions)
      if (session.agent.id === staffId) this.recheck(session, socket);
  }

  close(): void {
    this.rounds.close();
    clearTimeout(this.queueTimer);
    for (const session of this.sessions.keys()) session.close();
  }

  private tellQueueSoon(): void {
    this.queueTimer ??= setTimeout(() => {
      this.queueTimer = undefined;
      if (this.sessions.size === 0) return;
      this.ports
        .queueSize()
        .then((size) => {
          for (const socket of this.sessions.values()) socket.emit('queue', size);
        })
        .catch((error: unknown) => this.logger.error({ err: error }, 'the queue could not be told'));
    }, QUEUE_REFRESH_MS);
  }

  private recheck(session: DeskSession, socket: DeskSocket): void {
    this.ports
      .findSession(socket.handshake.headers.cookie)
      .then((live) => {
        if (live) return;
        socket.emit('signedOut');
        socket.disconnect(true);
      })
      .catch((error: unknown) =>
        this.logger.error({ err: error, staff: session.agent.id }, 'a session could not be checked'),
      );
  }
}
