import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Router } from 'express';
import request from 'supertest';
import { AccountService } from '../../src/accounts/account-service';
import type { Role } from '../../src/accounts/permission';
import type { RestChannel } from '../../src/channels/rest/channel';
import { ManualClock } from '../../src/clock';
import { Api } from '../../src/http/api';
import { addRoutes, createApp, type AppParts } from '../../src/http/app';
import { ModelShelf } from '../../src/http/models/model-shelf';
import { cookieName } from '../../src/http/session-cookie';
import type { Article } from '../../src/kb/article';
import { SILENT_LOGGER, type Logger } from '../../src/logger';
import { MessageSearch } from '../../src/engine/message-search';
import { currentModelFolder, publishModel, writeModel } from '../../src/nlu/model-store';
import { migrate } from '../../src/store/migrate';
import { SqlStore } from '../../src/store/sql-store';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';
import { NO_SPANS } from '../../src/trace';
import { echoBrain, START } from './engine';

export const STAFF_PASSWORD = 'correct horse battery';
export const REST_TOKEN = 'a-token-of-the-integrator';
export const MODEL_IDS = ['00000000000000aa', '00000000000000bb'] as const;

const ARTICLE: Article = {
  id: 'billing-balance',
  title: '怎么查话费',
  questions: ['话费余额'],
  category: '话费/查询',
  intents: ['billing.balance'],
  updated: '2026-11-01',
  body: '发送短信到 10086。',
};

/** The HTTP application over a SQLite file, listening, with a clock that the test moves. */
export async function startStaffApp(changes: Partial<AppParts> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'tongda-app-'));
  for (const page of ['widget', 'console']) {
    mkdirSync(join(dir, 'web', page), { recursive: true });
    writeFileSync(
      join(dir, 'web', page, 'index.html'),
      '<script nonce="__CSP_NONCE__" src="/a.js"></script>',
    );
  }
  const modelsDir = join(dir, 'models');
  for (const id of MODEL_IDS) {
    writeModel(join(modelsDir, id), id, new Map([['weights', Buffer.from(id)]]));
  }
  publishModel(modelsDir, MODEL_IDS[0]);
  let currentId: string = MODEL_IDS[0];

  const database = new SqliteDatabase(join(dir, 'tongda.db'));
  await migrate(database);
  const clock = new ManualClock(START);
  const store = new SqlStore(database);
  const accounts = new AccountService(store);
  const messages = new MessageSearch(store);
  const logged: object[] = [];
  const log = (fields: object): void => {
    logged.push(fields);
  };
  const logger: Logger = { ...SILENT_LOGGER, warn: log, error: log };
  const rest: Pick<RestChannel, 'handle'> = { handle: async () => [] };
  const parts: AppParts = {
    logger,
    version: '0.0.0',
    webDir: join(dir, 'web'),
    embedOrigins: [],
    restToken: REST_TOKEN,
    trustProxy: false,
    secureCookies: false,
    rest: rest as RestChannel,
    readiness: { ready: async () => true, modelId: () => currentId },
    parse: (text) => echoBrain().parse(text, START),
    clock,
    accounts,
    models: new ModelShelf({
      modelsDir,
      currentId: () => currentId,
      reload: async () => {
        currentId = basename(currentModelFolder(modelsDir));
      },
    }),
    knowledge: {
      search: (question) => ({
        decision: 'answer',
        hits: [{ articleId: ARTICLE.id, title: ARTICLE.title, passage: question, score: 0.9, why: ['匹配'] }],
      }),
      find: (id) => (id === ARTICLE.id ? ARTICLE : undefined),
    },
    metrics: async () => ({ contentType: 'text/plain', text: '' }),
    watch: { spans: NO_SPANS, onAnswered: () => undefined },
    conversations: {
      logEpoch: await store.logEpoch(),
      inbox: (...page) => store.read((tx) => tx.inbox.page(...page)),
      find: (id) => store.read((tx) => tx.conversations.find(id)),
      eventsAfter: (...page) => store.read((tx) => tx.conversations.eventsAfter(...page)),
      eventsBefore: (...page) => store.read((tx) => tx.conversations.eventsBefore(...page)),
    },
    searchMessages: messages.search.bind(messages),
    ...changes,
  };
  const api = new Api(Router(), async () => undefined);
  addRoutes(api, parts);
  const server = createApp(parts).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  let people = 0;

  return {
    accounts,
    store,
    clock,
    logged,
    modelsDir,
    /** Every registered route. */
    specs: api.specs,
    /** As browsers write it. */
    origin: `http://${host}`,
    host,
    call: (method: 'get' | 'post' | 'put' | 'delete' | 'head' | 'options', path: string) =>
      request(`http://${host}`)[method](path),
    /** A new person with these roles and a session. */
    signIn: async (...roles: Role[]) => {
      const username = `person${(people += 1)}`;
      const by = { now: clock.now() };
      await accounts.create({ username, displayName: '小王', roles, password: STAFF_PASSWORD }, by);
      const { token, session } = await accounts.signIn({
        username,
        password: STAFF_PASSWORD,
        now: clock.now(),
      });
      return {
        username,
        staff: session.staff,
        token,
        cookie: `${cookieName(parts.secureCookies)}=${token}`,
        csrf: session.csrfToken,
      };
    },
    stop: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await database.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export type StaffApp = Awaited<ReturnType<typeof startStaffApp>>;
