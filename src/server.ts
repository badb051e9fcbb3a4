import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Server as SocketServer } from 'socket.io';
import { AccountService } from './accounts/account-service';
import { AgentDeskChannel } from './channels/agent-desk/channel';
import type { DeskPorts } from './channels/agent-desk/ports';
import type { SuggestedArticle } from './channels/agent-desk/schema';
import { REST, RestChannel } from './channels/rest/channel';
import { isPushed, RestPush } from './channels/rest/push';
import { WEB_CHAT, WebChatChannel } from './channels/web-chat/channel';
import { SystemClock, type Clock } from './clock';
import type { Config } from './config';
import type { DueWork } from './conversation/due-work';
import { AnnouncedStore, type Announcements } from './engine/announced-store';
import { ChatService } from './engine/chat-service';
import { ContentWatcher } from './engine/content-watcher';
import { CustomerWatch } from './engine/customer-watch';
import type { EngineStore } from './engine/engine-store';
import { EventBell } from './engine/event-bell';
import { HotQuestions } from './engine/hot-questions';
import { Marks } from './engine/marks';
import { MessageIndexer } from './engine/message-indexer';
import { MessageSearch } from './engine/message-search';
import { Sweeper } from './engine/sweeper';
import { TrackerCache } from './engine/tracker-cache';
import { handoffDoor } from './engine/handoff-door';
import { TurnHandler } from './engine/turn-handler';
import { TongdaError } from './errors';
import { CustomerLeases } from './handoff/customer-leases';
import { DeskService } from './handoff/desk-service';
import { QueueService } from './handoff/queue-service';
import { Router } from './handoff/router';
import { isWithinHours } from './handoff/service-hours';
import type { HandoffSettings } from './handoff/settings';
import { createApp } from './http/app';
import { sessionFromCookieHeader } from './http/session-cookie';
import { socketOptions } from './http/socket-options';
import type { KnowledgeResult } from './kb/answer';
import type { BoundedLogger, Logger } from './logger';
import { DataLock } from './store/data-lock';
import { refuseUnsafeStorage } from './store/durability';
import { migrate } from './store/migrate';
import { openDatabase } from './store/open-database';
import { SqlStore } from './store/sql-store';
import { countEvents } from './telemetry/event-counts';
import { watchReceive } from './telemetry/messages';
import { MetricsPage } from './telemetry/readings';
import { Telemetry } from './telemetry/telemetry';
import { watchBrain } from './telemetry/watched-brain';
import { watchDatabase } from './telemetry/watched-database';
import { watchDueWork } from './telemetry/watched-due';
import { watchNamespace } from './telemetry/watched-sockets';

const VERSION = '0.1.0';
const HOT_QUESTIONS = 6;
const DRAIN_MS = 5000;

interface Started {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  url: string;
  /** The account that was made now because there was none; its password is told only here. */
  firstAdministrator?: { username: string; password: string };
}

export interface RunningServer extends Started {
  close(): Promise<void>;
}

/**
 * The composition root: builds every part, joins them and listens.
 * Errors: `data_in_use`, `port_in_use`, `unsafe_storage`, `model_missing`, `corpus_invalid`, …; nothing is left open then.
 */
export async function startServer(config: Config, logger: Logger | BoundedLogger): Promise<RunningServer> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await build(config, logger, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  config: Config,
  logger: Logger | BoundedLogger,
  closers: (() => void | Promise<void>)[],
): Promise<Started> {
  const lock = DataLock.acquire(config.dataDir);
  closers.push(() => lock.release());
  const clock = new SystemClock();
  const telemetry = new Telemetry(config, clock, VERSION);
  const { metrics, messages, spans } = telemetry;
  closers.push(() => telemetry.close());
  const database = watchDatabase(openDatabase(config, telemetry.onCommit), metrics, spans);
  closers.push(() => database.close());
  await refuseUnsafeStorage(database);
  await migrate(database);

  const bell = new EventBell();
  const trackers = new TrackerCache();
  const sql = new SqlStore(database);
  const indexer = new MessageIndexer(sql, clock, logger);
  closers.push(() => indexer.stop());
  const search = new MessageSearch(sql);
  const store: AnnouncedStore = new AnnouncedStore(sql, {
    onEvents: (events) => {
      countEvents(metrics, events);
      indexer.wake();
      bell.ring(events);
      desks.onEvents(events);
      if (events.some(({ body }) => body.kind === 'handoffMoved')) webChat.refreshQueues();
    },
    onScheduled: (dueAt) => sweeper.wake(dueAt),
    alongside: config.restCallbackUrl === undefined ? undefined : pushAlongside(clock),
  });
  const content = await ContentWatcher.load(config, logger);
  closers.push(() => content.close());
  const { brain } = content;

  const say = brain.text.bind(brain);
  const handoffSettings = (): HandoffSettings => content.handoffSettings;
  const chat = new ChatService(store, trackers, clock);
  const leases = new CustomerLeases(handoffSettings, new Set([WEB_CHAT]));
  const queue = new QueueService(store, clock, handoffSettings, config.timeZone, say, leases);
  const desk = new DeskService(store, clock, handoffSettings, say, leases);
  const router = new Router(store, clock, handoffSettings, say);
  const turns = new TurnHandler(
    store,
    trackers,
    watchBrain(brain, metrics, spans),
    clock,
    logger,
    config.timeZone,
    handoffDoor(queue, brain.title.bind(brain)),
  );
  const push = new RestPush(
    {
      find: (id) => store.read((tx) => tx.conversations.find(id)),
      tracker: chat.tracker.bind(chat),
      eventsAfter: chat.eventsAfter.bind(chat),
      mark: chat.mark.bind(chat),
      finish: async (work) => {
        await store.write((tx) => tx.due.finish('restPush', work.ref, work.fence));
      },
    },
    config.restCallbackUrl ?? '',
  );
  const handlers = {
    restPush: (work: DueWork) => push.push(work),
    turn: (work: DueWork) => turns.handle(work),
    route: (work: DueWork) => router.route(work),
    offerTimeout: (work: DueWork) => desk.offerTimeout(work),
    queueLapse: (work: DueWork) => queue.lapse(work),
    presenceLapse: (work: DueWork) => desk.lapse(work),
    wrapUpEnd: (work: DueWork) => desk.wrapUpEnd(work),
  };
  const sweeper = new Sweeper(store, clock, logger, watchDueWork(handlers, metrics, spans, clock));
  closers.push(() => sweeper.stop());
  const accounts = new AccountService(sql, (staffId) => desks.onRevoked(staffId));
  const marks = new Marks((...mark) => chat.mark(...mark), logger);
  closers.push(() => marks.close());
  const watch: CustomerWatch = new CustomerWatch(
    { renewPlace: (id) => queue.customerSeen(id), onChange: (id) => desks.onCustomerSeen(id) },
    logger,
  );
  closers.push(() => watch.close());
  const hot = new HotQuestions(store, clock, config.timeZone, {
    seeds: () => content.hotQuestions,
    questionOf: (id) => brain.knowledge.find(id)?.title,
  });

  const reading = {
    logEpoch: await sql.logEpoch(),
    eventsAfter: chat.eventsAfter.bind(chat),
    eventsBefore: chat.eventsBefore.bind(chat),
    tracker: chat.tracker.bind(chat),
    subscribe: bell.subscribe.bind(bell),
    mark: marks.mark.bind(marks),
  };
  let ready = false;
  const app = createApp({
    logger,
    version: VERSION,
    webDir: join(__dirname, '../dist/web'),
    embedOrigins: config.embedOrigins,
    restToken: config.restToken,
    trustProxy: config.trustProxy,
    secureCookies: config.secureCookies,
    clock,
    accounts,
    rest: new RestChannel({
      ...reading,
      receive: watchReceive(messages, 'rest', chat.receive.bind(chat)),
      mark: chat.mark.bind(chat),
    }),
    readiness: { ready: async () => ready && (await answers(sql)), modelId: () => brain.modelId },
    parse: (text, now) => brain.parse(text, now ?? clock.now()),
    models: { modelsDir: config.modelsDir, currentId: () => brain.modelId, reload: () => content.reload() },
    knowledge: {
      search: (question) => brain.answerTo(question, clock.now()),
      find: (id) => brain.knowledge.find(id),
    },
    metrics: () => metricsPage.read(),
    watch: telemetry,
    conversations: {
      logEpoch: reading.logEpoch,
      inbox: (...page) => store.read((tx) => tx.inbox.page(...page)),
      find: (id) => store.read((tx) => tx.conversations.find(id)),
      eventsAfter: reading.eventsAfter,
      eventsBefore: reading.eventsBefore,
    },
    searchMessages: search.search.bind(search),
  });
  const http = createServer(app);
  const sockets = new SocketServer(http, socketOptions());
  for (const name of ['chat', 'desk'] as const) watchNamespace(name, sockets.of(`/${name}`), telemetry);
  const metricsPage = new MetricsPage(metrics, {
    now: () => clock.now(),
    backlog: (now) => sql.backlog(now),
    figures: () => database.figures(),
    dataDir: config.dataDir,
    oldestMessageSeconds: () => messages.oldestSeconds,
    sockets: () => ({ chat: sockets.of('/chat').sockets.size, desk: sockets.of('/desk').sockets.size }),
    ready: () => ready,
    withinServiceHours: () =>
      isWithinHours(clock.now(), content.handoffSettings.serviceHours, config.timeZone),
    modelId: () => brain.modelId,
    brokenContent: () => content.brokenParts,
    droppedLogLines: () => ('droppedLines' in logger ? logger.droppedLines() : 0),
  });
  metrics.log.set({ epoch: reading.logEpoch }, 1);
  metrics.build.set({ version: VERSION, node: process.version, database: database.dialect }, 1);
  const webChat: WebChatChannel = new WebChatChannel(
    sockets.of('/chat'),
    {
      ...reading,
      gatherMs: config.gatherMs,
      open: chat.open.bind(chat),
      receive: chat.receive.bind(chat),
      feedback: chat.feedback.bind(chat),
      welcome: async () => ({
        robotNotice: say('utter_robot_notice'),
        privacyNotice: say('utter_privacy'),
        greeting: say('utter_greeting'),
        hotQuestions: await hot.top(HOT_QUESTIONS),
      }),
    },
    {
      queueStatus: (id) => queue.status(id),
      leaveQueue: (id) => queue.leave(id),
      rate: (conversation, rating) => queue.rate(conversation, rating),
      customerTyping: (id, on) => desks.customerTyping(id, on),
      customerSeen: (id, connected) => watch.seen(id, connected),
    },
    logger,
  );
  closers.push(() => webChat.close());
  const desks: AgentDeskChannel = new AgentDeskChannel(
    sockets.of('/desk'),
    {
      ...reading,
      now: () => clock.now(),
      findSession: (cookie) => sessionFromCookieHeader(cookie, accounts, clock.now(), config.secureCookies),
      overview: (agentId) => overviewOf(store, agentId),
      isConnected: (id) => watch.isConnected(id),
      suggest: (question) => suggestArticles(brain.answerTo(question, clock.now())),
      agentTyping: (id, on) => webChat.tell(id, (socket) => socket.emit('typing', { from: 'agent', on })),
    },
    desk,
    logger,
  );
  closers.push(() => desks.close());
  closers.push(() => drain(http, sockets));

  const firstAdministrator = await accounts.ensureFirstAdministrator(clock.now());
  // Whoever was there before a restart gets time to come back before any lease lapses.
  await desk.welcomeBack();
  await queue.welcomeBack();
  const url = await listen(http, config);
  // A SQLite folder is ours alone by the lock; a PostgreSQL database may have other nodes at work.
  await sweeper.start(database.dialect === 'sqlite');
  indexer.start();
  content.start();
  ready = true;
  closers.push(() => {
    ready = false;
  });
  return { url, firstAdministrator };
}

/** What people say to a REST sender is due to be pushed in the same transaction. */
function pushAlongside(clock: Clock): Announcements['alongside'] {
  return async (tx, events) => {
    const id = events[0]?.conversationId;
    if (id === undefined || !isPushed(events)) return;
    if ((await tx.conversations.find(id))?.channel === REST)
      await tx.due.schedule('restPush', id, clock.now());
  };
}

/** Nothing is suggested for 好的 or 转人工: what was merely found nearest helps no one. */
function suggestArticles({ decision, hits }: KnowledgeResult): SuggestedArticle[] {
  if (decision === 'none') return [];
  return hits.map(({ articleId, title, passage, score }) => ({ id: articleId, title, passage, score }));
}

/** What the desk of one agent is made of. */
async function overviewOf(store: EngineStore, agentId: string): ReturnType<DeskPorts['overview']> {
  return store.read(async (tx) => {
    const [presence, handoffs, size] = [
      await tx.presences.find(agentId),
      await tx.handoffs.ofAgent(agentId),
      await tx.handoffs.queueSize(),
    ];
    return { presence, handoffs, waiting: size.waiting, waitingSince: size.since };
  });
}

async function answers(sql: SqlStore): Promise<boolean> {
  try {
    await sql.logEpoch();
    return true;
  } catch {
    return false;
  }
}

function listen(http: HttpServer, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const known = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        known ? new TongdaError('port_in_use', `${config.host}:${config.port}`, { cause: error }) : error,
      );
    });
    http.listen(config.port, config.host, () => {
      const { port } = http.address() as AddressInfo;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      resolve(`http://${host}:${port}`);
    });
  });
}

async function drain(http: HttpServer, sockets: SocketServer): Promise<void> {
  sockets.disconnectSockets(true);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      http.closeAllConnections();
      resolve();
    }, DRAIN_MS);
    // socket.io closes the HTTP server with itself.
    void sockets.close(() => {
      clearTimeout(timer);
      resolve();
    });
    http.closeIdleConnections();
  });
}
