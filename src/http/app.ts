import express, { Router, type Express } from 'express';
import type { AccountService } from '../accounts/account-service';
import type { RestChannel } from '../channels/rest/channel';
import type { Clock } from '../clock';
import { TongdaError } from '../errors';
import type { Logger } from '../logger';
import type { Interpretation } from '../nlu/interpretation';
import { Api } from './api';
import { conversationRoutes, type ConversationPorts } from './conversations/routes';
import { errorHandler } from './error-handler';
import { createGuard } from './guard';
import { healthRoutes, type Readiness } from './health/routes';
import { metricsRoutes, type MetricsReader } from './metrics/routes';
import { knowledgeRoutes, type KnowledgePorts } from './knowledge/routes';
import { messageRoutes, type SearchMessages } from './messages/routes';
import { modelRoutes } from './model/routes';
import type { Models } from './models/models';
import { modelsRoutes } from './models/routes';
import { openapiRoutes } from './openapi/routes';
import { pageRoutes } from './pages/routes';
import { watchRequests, type RequestWatch } from './request-watch';
import { restRoutes } from './rest/routes';
import { securityHeaders } from './security-headers';
import { sessionRoutes } from './session/routes';
import { staffRoutes } from './staff/routes';

export interface AppParts {
  logger: Logger;
  version: string;
  webDir: string;
  embedOrigins: readonly string[];
  restToken?: string;
  trustProxy: boolean;
  rest: RestChannel;
  readiness: Readiness;
  parse: (text: string, now?: number) => Interpretation;
  clock: Clock;
  accounts: AccountService;
  secureCookies: boolean;
  models: Models;
  knowledge: KnowledgePorts;
  metrics: MetricsReader;
  watch: RequestWatch;
  conversations: ConversationPorts;
  searchMessages: SearchMessages;
}

/** Adds every route of the API, each with its access. */
export function addRoutes(api: Api, parts: AppParts): void {
  const { accounts, clock } = parts;
  healthRoutes(api, parts.readiness);
  modelRoutes(api, parts.parse);
  restRoutes(api, parts.rest);
  sessionRoutes(api, accounts, parts);
  staffRoutes(api, accounts, clock);
  modelsRoutes(api, parts.models, accounts, clock);
  knowledgeRoutes(api, parts.knowledge);
  metricsRoutes(api, parts.metrics);
  conversationRoutes(api, parts.conversations, accounts, clock);
  messageRoutes(api, parts.searchMessages, accounts, clock);
  openapiRoutes(api, parts.version);
}

/** The express application; it does not listen. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  // One hop: only what our own proxy has written. More would let a caller name its own address, and be loopback.
  app.set('trust proxy', parts.trustProxy ? 1 : false);
  app.use(watchRequests(parts.logger, parts.watch));
  app.use(...securityHeaders(parts.embedOrigins));
  app.use(express.json({ limit: '256kb' }));
  const router = Router();
  addRoutes(new Api(router, createGuard(parts)), parts);
  pageRoutes(router, parts.webDir);
  app.use(router);
  app.use((_request, _response, next) => next(new TongdaError('not_found')));
  app.use(errorHandler(parts.logger));
  return app;
}
