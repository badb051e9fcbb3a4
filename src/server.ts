import { createServer } from 'node:http';
import { join } from 'node:path';
import { Server as SocketServer } from 'socket.io';
import { AccountService } from './accounts/account-service';
import { AgentDeskChannel } from './channels/agent-desk/channel';
import { overviewOf, queueSizeOf } from './channels/agent-desk/overview';
import type { SuggestedArticle } from './channels/agent-desk/schema';
import { RestChannel } from './channels/rest/channel';
import { RestPush, schedulePush } from './channels/rest/push';
import { WebChatChannel } from './channels/web-chat/channel';
import { WEB_CHAT } from './channels/web-chat/chat-session';
import { SystemClock } from './clock';
import type { Config } from './config';
import { openContent } from './content/node-content';
import { assertNever } from './conversation/event';
import type { DueKind } from './conversation/due-work';
import type { ConversationId } from './conversation/id';
import { Admission } from './engine/admission';
import { AnnouncedStore } from './engine/announced-store';
import { ChatService } from './engine/chat-service';
import { CustomerWatch } from './engine/customer-watch';
import { Cluster } from './engine/cluster';
import { EventBell } from './engine/event-bell';
import { HotQuestions } from './engine/hot-questions';
import { Marks } from './engine/marks';
import { MessageIndexer } from './engine/message-indexer';
import { MessageSearch } from './engine/message-search';
import type { Signal } from './engine/signal';
import { Sweeper, type DueHandler } from './engine/sweeper';
import { TrackerCache } from './engine/tracker-cache';
import { handoffDoor, personAtOnce } from './engine/handoff-door';
import { TurnHandler } from './engine/turn-handler';
import { CustomerLeases } from './handoff/customer-leases';
import { DeskService } from './handoff/desk-service';
import { QueueService } from './handoff/queue-service';
import { Router } from './handoff/router';
import { isWithinHours } from './handoff/service-hours';
import type { HandoffSettings } from './handoff/settings';
import { createApp } from './http/app';
import { closeServers, sendElsewhere } from './http/drain';
import { batchFrames } from './http/frame-batches';
import { listen } from './http/listen';
import { ModelShelf } from './http/models/model-shelf';
import { sessionFromCookieHeader } from './http/session-cookie';
import { socketOptions } from './http/socket-options';
import type { KnowledgeResult } from './kb/answer';
import type { BoundedLogger, Logger } from './logger';
import { renewEpochOfCopy } from './store/copied-folder';
import { DataLock } from './store/data-lock';
import { refuseUnsafeStorage } from './store/durability';
import { migrate } from './store/migrate';
import { openDatabase } from './store/open-database';
import { openSharedContent } from './store/shared-content';
import { SqlStore } from './store/sql-store';
import { countEvents } from './telemetry/event-counts';
import { watchReceive } from './telemetry/messages';
import { serverPage } from './telemetry/server-page';
import { Telemetry } from './telemetry/telemetry';
import { watchBrain } from './telemetry/watched-brain';
import { watchDatabase } from './telemetry/watched-database';
import { watchDueWork } from './telemetry/watched-due';
import { watchNamespace } from './telemetry/watched-sockets';

const VERSION = '0.1.0';
const HOT_QUESTIONS = 6;

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
  await renewEpochOfCopy(database, config.dataDir, logger);

  const trackers = new TrackerCache();
  const sql = new SqlStore(database);
  const indexer = new MessageIndexer(sql, clock, logger);
  closers.push(() => indexer.stop());
  const search = new MessageSearch(sql);
  const store: AnnouncedStore = new AnnouncedStore(sql, {
    onEvents: (events) => {
      countEvents(metrics, events);
      indexer.wake();
      cluster.announce(events);
    },
    onScheduled: (dueAt) => sweeper.wake(dueAt),
    alongside:
      config.restCallbackUrl === undefined ? undefined : (tx, added) => schedulePush(tx, added, clock.now()),
  });
  const alone = database.dialect === 'sqlite';
  const logEpoch = await sql.logEpoch();
  const cluster: Cluster = new Cluster(
    new EventBell(),
    store,
    clock,
    logger,
    { alone, redisUrl: config.redisUrl, logEpoch },
    {
      onSignal: (signal) => hear(signal, { desks, webChat, watch }),
      onLost: () => {
        desks.refreshAll();
        webChat.refreshQueues();
      },
      onFreed: () => sweeper.wake(0),
    },
  );
  closers.push(() => cluster.close());
  const { bell } = cluster;
  const shared = openSharedContent(database, config.blobs);
  const source = await openContent(config, shared, clock, logger);
  closers.push(() => source.close());
  const content = source.watcher;
  const { brain } = content;

  const say = brain.text.bind(brain);
  const handoffSettings = (): HandoffSettings => content.handoffSettings;
  const leases = new CustomerLeases(handoffSettings, new Set([WEB_CHAT]));
  const queue = new QueueService(store, clock, handoffSettings, config.timeZone, say, leases);
  const chat = new ChatService(store, trackers, clock, config.bot ? undefined : personAtOnce(queue));
  const admission = new Admission();
  closers.push(() => admission.close());
  const receive: ChatService['receive'] = (message) => admission.admit(() => chat.receive(message));
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
  const handlers: Partial<Record<DueKind, DueHandler>> = {
    restPush: (work) => push.push(work),
    turn: (work) => turns.handle(work),
    route: (work) => router.route(work),
    offerTimeout: (work) => desk.offerTimeout(work),
    queueLapse: (work) => queue.lapse(work),
    presenceLapse: (work) => desk.lapse(work),
    wrapUpEnd: (work) => desk.wrapUpEnd(work),
  };
  const sweeper = new Sweeper(
    store,
    clock,
    logger,
    watchDueWork(handlers, metrics, spans, clock),
    cluster.node,
  );
  closers.push(() => sweeper.stop());
  const accounts = new AccountService(sql, (staffId) => {
    desks.onRevoked(staffId);
    cluster.signal({ kind: 'revoked', staffId });
  });
  const marks = new Marks((...mark) => chat.mark(...mark), logger);
  closers.push(() => marks.close());
  const watch: CustomerWatch = new CustomerWatch(
    {
      cameBack: (ids) => queue.customersCameBack(ids),
      keepPlaces: (ids) => queue.customersSeen(ids),
      tellOthers: (id, on) => cluster.signal({ kind: 'seen', conversationId: id, on }),
      onChange: (id) => desks.onCustomerSeen(id),
    },
    clock,
    logger,
  );
  closers.push(() => watch.close());
  const hot = new HotQuestions(store, clock, config.timeZone, {
    seeds: () => content.hotQuestions,
    questionOf: (id) => brain.knowledge.find(id)?.title,
  });

  const reading = {
    logEpoch,
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
      receive: watchReceive(messages, 'rest', receive),
      mark: chat.mark.bind(chat),
    }),
    readiness: { ready: async () => ready && (await answers(sql)), modelId: () => brain.modelId },
    parse: (text, now) => brain.parse(text, now ?? clock.now()),
    models: source.publishedModels ?? new ModelShelf(source.ownModels),
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
  batchFrames(sockets);
  for (const name of ['chat', 'desk'] as const) watchNamespace(name, sockets.of(`/${name}`), telemetry);
  const metricsPage = serverPage(telemetry, {
    ...{ version: VERSION, logEpoch, dataDir: config.dataDir, database, sql, sockets, content, logger },
    ready: () => ready,
    withinServiceHours: () => isWithinHours(clock.now(), handoffSettings().serviceHours, config.timeZone),
    doorbell: alone || config.redisUrl === undefined ? undefined : () => cluster.isHeard,
  });
  const webChat: WebChatChannel = new WebChatChannel(
    sockets.of('/chat'),
    {
      ...reading,
      gatherMs: config.gatherMs,
      open: chat.open.bind(chat),
      receive,
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
      queuePlaces: () => queue.places(),
      leaveQueue: (id) => queue.leave(id),
      rate: (conversation, rating) => queue.rate(conversation, rating),
      customerTyping: (id, on) => {
        desks.customerTyping(id, on);
        cluster.signal({ kind: 'typing', from: 'customer', conversationId: id, on });
      },
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
      queueSize: () => queueSizeOf(store),
      isConnected: (id) => watch.isConnected(id),
      suggest: (question) => suggestArticles(brain.answerTo(question, clock.now())),
      agentTyping: (id, on) => {
        webChat.tell(id, (socket) => socket.emit('typing', { from: 'agent', on }));
        cluster.signal({ kind: 'typing', from: 'agent', conversationId: id, on });
      },
    },
    desk,
    logger,
  );
  closers.push(() => desks.close());
  bell.watch((news) => {
    desks.onNews(news);
    if (news.moved) webChat.refreshQueues();
  });
  closers.push(async () => {
    if (!alone) await sendElsewhere(sockets);
    await closeServers(http, sockets);
  });

  const firstAdministrator = await accounts.ensureFirstAdministrator(clock.now());
  // Whoever was there before a restart gets time to come back before any lease lapses.
  if (!(await cluster.hasOthers())) {
    await desk.welcomeBack();
    await queue.welcomeBack();
  }
  const url = await listen(http, config);
  // A SQLite folder is ours alone by the lock; a PostgreSQL database may have other nodes at work.
  await cluster.start();
  await sweeper.start(alone);
  indexer.start();
  source.start();
  ready = true;
  closers.push(async () => {
    ready = false;
    // Whoever sends customers here learns of it first.
    await new Promise((resolve) => setTimeout(resolve, config.drainMs));
  });
  return { url, firstAdministrator };
}

/** What another node tells of its customers, agents and staff. */
function hear(
  signal: Signal,
  { desks, webChat, watch }: { desks: AgentDeskChannel; webChat: WebChatChannel; watch: CustomerWatch },
): void {
  switch (signal.kind) {
    case 'typing': {
      const id = signal.conversationId as ConversationId;
      const { on } = signal;
      if (signal.from === 'customer') desks.customerTyping(id, on);
      else webChat.tell(id, (socket) => socket.emit('typing', { from: 'agent', on }));
      return;
    }
    case 'seen':
      watch.seenElsewhere(signal.conversationId as ConversationId, signal.on);
      return;
    case 'revoked':
      desks.onRevoked(signal.staffId);
      return;
    default:
      assertNever(signal);
  }
}

/** Nothing is suggested for 好的 or 转人工: what was merely found nearest helps no one. */
function suggestArticles({ decision, hits }: KnowledgeResult): SuggestedArticle[] {
  if (decision === 'none') return [];
  return hits.map(({ articleId, title, passage, score }) => ({ id: articleId, title, passage, score }));
}

async function answers(sql: SqlStore): Promise<boolean> {
  try {
    await sql.logEpoch();
    return true;
  } catch {
    return false;
  }
}
