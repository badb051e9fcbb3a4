import type { Server } from 'socket.io';
import type { ContentWatcher } from '../engine/content-watcher';
import type { BoundedLogger, Logger } from '../logger';
import type { Database } from '../store/database';
import type { SqlStore } from '../store/sql-store';
import { MetricsPage } from './readings';
import type { Telemetry } from './telemetry';

/** The parts of a server that are looked at when somebody scrapes it. */
export interface ScrapedParts {
  version: string;
  logEpoch: string;
  dataDir: string;
  database: Database;
  sql: SqlStore;
  sockets: Server;
  content: ContentWatcher;
  logger: Logger | BoundedLogger;
  ready(): boolean;
  withinServiceHours(): boolean;
  /** Whether other nodes' bells arrive; absent where there are none to be heard. */
  doorbell?: (() => boolean) | undefined;
}

/** The `/metrics` of a server made of these parts. */
export function serverPage({ metrics, messages, clock }: Telemetry, parts: ScrapedParts): MetricsPage {
  const { sql, database, sockets, content, logger } = parts;
  metrics.log.set({ epoch: parts.logEpoch }, 1);
  metrics.build.set({ version: parts.version, node: process.version, database: database.dialect }, 1);
  return new MetricsPage(metrics, {
    now: () => clock.now(),
    backlog: (now) => sql.backlog(now),
    figures: () => database.figures(),
    dataDir: parts.dataDir,
    oldestMessageSeconds: () => messages.oldestSeconds,
    sockets: () => ({ chat: sockets.of('/chat').sockets.size, desk: sockets.of('/desk').sockets.size }),
    ready: () => parts.ready(),
    withinServiceHours: () => parts.withinServiceHours(),
    modelId: () => content.brain.modelId,
    brokenContent: () => content.brokenParts,
    droppedLogLines: () => ('droppedLines' in logger ? logger.droppedLines() : 0),
    doorbell: parts.doorbell,
  });
}
