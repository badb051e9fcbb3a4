import type { Namespace } from 'socket.io';
import { permissionsOf } from '../../accounts/permission';
import type { StaffSession } from '../../accounts/staff';
import type { ConversationEvent } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import type { Logger } from '../../logger';
import { DeskSession, type DeskSocket } from './desk-session';
import type { DeskCommands, DeskPorts } from './ports';
import type { DeskToServerEvents, ServerToDeskEvents } from './schema';

const TICK_MS = 15_000;

type DeskNamespace = Namespace<DeskToServerEvents, ServerToDeskEvents, object, { session: StaffSession }>;

/** The agents' desks: namespace `/desk`, for staff who may take chats. */
export class AgentDeskChannel {
  private readonly sessions = new Map<DeskSession, DeskSocket>();
  private readonly timer: NodeJS.Timeout;

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
    this.timer = setInterval(() => {
      for (const session of this.sessions.keys()) session.tick();
      this.recheck(() => true);
    }, TICK_MS);
    this.timer.unref();
  }

  /** Keeps the desks up to date with what has been committed. */
  onEvents(events: readonly ConversationEvent[]): void {
    const moved = events.some(({ body }) => body.kind === 'handoffMoved' || body.kind === 'handoffRequested');
    const id = events[0]?.conversationId;
    for (const session of this.sessions.keys()) session.refreshSoon(moved ? undefined : id);
  }

  /** A customer's page has come or gone. */
  onCustomerSeen(id: ConversationId): void {
    for (const session of this.sessions.keys()) session.refreshSoon(id);
  }

  customerTyping(id: ConversationId, on: boolean): void {
    for (const session of this.sessions.keys()) session.customerTyping(id, on);
  }

  /** Sessions of a person have ended somewhere: desks without a live one are cut. */
  onRevoked(staffId: string): void {
    this.recheck((session) => session.agent.id === staffId);
  }

  close(): void {
    clearInterval(this.timer);
    for (const session of this.sessions.keys()) session.close();
  }

  private recheck(which: (session: DeskSession) => boolean): void {
    for (const [session, socket] of this.sessions) {
      if (!which(session)) continue;
      this.ports
        .findSession(socket.handshake.headers.cookie)
        .then((live) => {
          if (live) return;
          socket.emit('signedOut');
          socket.disconnect(true);
        })
        .catch((error: unknown) => this.logger.error({ err: error }, 'a session could not be checked'));
    }
  }
}
