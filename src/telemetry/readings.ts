import { statfs } from 'node:fs/promises';
import type { Backlog } from '../store/tables/backlog-table';
import type { DatabaseFigures } from '../store/database';
import { DUE_KINDS } from './labels';
import type { Metrics } from './metrics';

/** What is looked up when somebody asks, rather than counted as it happens. */
export interface ReadingPorts {
  now(): number;
  backlog(now: number): Promise<Backlog>;
  figures(): DatabaseFigures;
  dataDir: string;
  oldestMessageSeconds(): number;
  sockets(): Record<'chat' | 'desk', number>;
  ready(): boolean;
  withinServiceHours(): boolean;
  modelId(): string;
  brokenContent(): ReadonlySet<string>;
  droppedLogLines(): number;
  /** Absent on a single node. */
  doorbell?: (() => boolean) | undefined;
}

const AGENT_STATES = ['online', 'away', 'offline'];
const CONTENT_PARTS = ['articles', 'synonyms', 'dialog', 'model'];
/** A database that does not answer must not keep the rest from being told. */
const PATIENCE_MS = 2000;

/** Puts the readings into the metrics and answers all of them as text. */
export class MetricsPage {
  private reading?: Promise<void>;

  constructor(
    private readonly metrics: Metrics,
    private readonly ports: ReadingPorts,
  ) {}

  /** Several who ask at once share one look at the database. */
  async read(): Promise<{ contentType: string; text: string }> {
    this.reading ??= this.look().finally(() => {
      this.reading = undefined;
    });
    await this.reading;
    const { registry } = this.metrics;
    return { contentType: registry.contentType, text: await registry.metrics() };
  }

  private async look(): Promise<void> {
    this.lookInside();
    await Promise.all([this.lookAtDisk(), this.lookAtDatabase()]);
  }

  private lookInside(): void {
    const { metrics, ports } = this;
    for (const [namespace, count] of Object.entries(ports.sockets()))
      metrics.sockets.set({ namespace }, count);
    metrics.oldestUnacknowledged.set(ports.oldestMessageSeconds());
    metrics.ready.set(ports.ready() ? 1 : 0);
    metrics.serviceHours.set(ports.withinServiceHours() ? 1 : 0);
    metrics.logLinesDropped.set(ports.droppedLogLines());
    metrics.content.reset();
    metrics.content.set({ model: ports.modelId() }, 1);
    const broken = ports.brokenContent();
    for (const part of CONTENT_PARTS) metrics.contentBroken.set({ part }, broken.has(part) ? 1 : 0);
    if (ports.doorbell) metrics.doorbell.set({ transport: 'redis' }, ports.doorbell() ? 1 : 0);
    const { fileBytes, walBytes, pool } = ports.figures();
    if (fileBytes !== undefined) metrics.databaseBytes.set(fileBytes);
    if (walBytes !== undefined) metrics.walBytes.set(walBytes);
    for (const [state, count] of Object.entries(pool ?? {})) metrics.pool.set({ state }, count);
  }

  private async lookAtDisk(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.ports.dataDir);
      this.metrics.diskFree.set(bavail * bsize);
    } catch {
      // Some file systems do not tell; the last figure would be a lie.
      this.metrics.diskFree.reset();
    }
  }

  private async lookAtDatabase(): Promise<void> {
    const { metrics, ports } = this;
    const now = ports.now();
    const backlog = await inTime(ports.backlog(now));
    metrics.databaseUp.set(backlog ? 1 : 0);
    if (!backlog) return;
    metrics.queueWaiting.set(backlog.waiting);
    metrics.queueOldest.set(secondsSince(backlog.waitingSince, now));
    metrics.dueOldest.set(secondsSince(backlog.overdueSince, now));
    for (const kind of DUE_KINDS) {
      const found = backlog.due.find((row) => row.kind === kind);
      metrics.dueWaiting.set({ kind }, found?.rows ?? 0);
      metrics.dueOverdue.set({ kind }, found?.overdue ?? 0);
    }
    for (const state of AGENT_STATES) {
      const found = backlog.agents.find((row) => row.state === state);
      metrics.agents.set({ state }, found?.agents ?? 0);
      if (state !== 'online') continue;
      metrics.agentCapacity.set(found?.capacity ?? 0);
      metrics.agentLoad.set(found?.load ?? 0);
    }
  }
}

function secondsSince(at: number | undefined, now: number): number {
  return at === undefined ? 0 : Math.max(0, now - at) / 1000;
}

/** The value, or undefined when it failed or took too long. */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  try {
    return await Promise.race([work.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
