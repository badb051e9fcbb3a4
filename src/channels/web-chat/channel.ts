import { createHash } from 'node:crypto';
import type { Namespace } from 'socket.io';
import type { ConversationId } from '../../conversation/id';
import type { Logger } from '../../logger';
import { Rounds } from '../rounds';
import { shedHandshake } from '../shed-handshake';
import { ChatSession, type ChatSocket, type SocketData } from './chat-session';
import { listen } from './listeners';
import type { WebChatHandoff, WebChatPorts } from './ports';
import { handshakeSchema, type ClientToServerEvents, type ServerToClientEvents } from './schema';

const TOP_EVERY_MS = 15_000;
/** Changes of the queue within this time are told together. */
const QUEUE_REFRESH_MS = 200;

type ChatNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, object, SocketData>;

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
    const { sessions } = this;
    // One function for all sockets, as the other listeners are.
    function leave(this: ChatSocket): void {
      const { session } = this.data;
      if (!session) return;
      session.close();
      sessions.delete(session);
    }
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
      listen(socket, session);
      socket.on('disconnect', leave);
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
