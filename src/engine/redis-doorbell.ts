import { Redis } from 'ioredis';
import { z } from 'zod';
import type { ConversationId } from '../conversation/id';
import type { Logger } from '../logger';
import type { News } from './event-bell';
import { signalSchema, type Signal } from './signal';

const MAX_ENTRIES = 10_000;
const READ_COUNT = 200;
const BLOCK_MS = 1000;
/** Longer than a read may block: a Redis that says nothing at all is gone. */
const COMMAND_TIMEOUT_MS = 3000;
const RETRY_MS = 250;

const entrySchema = z.object({
  node: z.string(),
  /** Counts the entries of a node: a jump means that some were lost. */
  number: z.number().int(),
  news: z.array(
    z.object({
      conversationId: z.string(),
      lastSeq: z.number().int(),
      moved: z.boolean(),
      agentId: z.string().optional(),
      traceparent: z.string().max(128).optional(),
    }),
  ),
  signals: z.array(signalSchema),
});

export interface DoorbellPorts {
  /** A log has grown on another node. */
  onNews(news: News): void;
  onSignal(signal: Signal): void;
  /** Some bells did not arrive. */
  onLost(): void;
}

/**
 * Carries bells to the other nodes through a Redis stream: ids and seqs, never what was said. Nothing is lost without
 * it: whoever does not hear looks into the database.
 */
export class RedisDoorbell {
  private readonly writer: Redis;
  private readonly reader: Redis;
  private news = new Map<string, Omit<News, 'events'>>();
  private signals: Signal[] = [];
  private flushing = false;
  private number = 0;
  /** The last entry that was read; undefined while it is not known where to go on. */
  private position?: string;
  private readonly numbers = new Map<string, number>();
  private heard = false;
  private closed = false;
  private loop = Promise.resolve();

  /**
   * @param node this process's name among the nodes
   * @param stream the Redis key; nodes of one database share it
   */
  constructor(
    url: string,
    private readonly node: string,
    private readonly stream: string,
    private readonly ports: DoorbellPorts,
    private readonly logger: Logger,
  ) {
    const options = {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: COMMAND_TIMEOUT_MS,
      retryStrategy: (tries: number) => Math.min(tries * 100, 1000),
    };
    this.writer = new Redis(url, options);
    this.reader = new Redis(url, options);
    // Told by the reading loop; without a listener ioredis writes to the console.
    for (const client of [this.writer, this.reader]) client.on('error', () => undefined);
  }

  /** Whether the other nodes' bells arrive now. */
  get isHeard(): boolean {
    return this.heard;
  }

  start(): void {
    this.loop = this.readOn();
  }

  /** Tells the other nodes; bells of one turn of the event loop go together. */
  ring({ conversationId, lastSeq, moved, agentId, traceparent }: News): void {
    const before = this.news.get(conversationId);
    this.news.set(conversationId, {
      conversationId,
      lastSeq,
      moved: moved || (before?.moved ?? false),
      agentId: agentId ?? before?.agentId,
      traceparent: traceparent ?? before?.traceparent,
    });
    this.flushSoon();
  }

  /** Tells the other nodes what is not in any log. */
  signal(signal: Signal): void {
    this.signals.push(signal);
    this.flushSoon();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.reader.disconnect();
    await this.loop;
    await this.flush();
    this.writer.disconnect();
  }

  private flushSoon(): void {
    if (this.flushing) return;
    this.flushing = true;
    setImmediate(() => {
      this.flushing = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    if (this.news.size === 0 && this.signals.length === 0) return;
    this.number += 1;
    const entry: z.input<typeof entrySchema> = {
      node: this.node,
      number: this.number,
      news: [...this.news.values()],
      signals: this.signals,
    };
    this.news = new Map();
    this.signals = [];
    try {
      await this.writer.xadd(this.stream, 'MAXLEN', '~', MAX_ENTRIES, '*', 'bells', JSON.stringify(entry));
    } catch (error) {
      // The others see the jump in our numbers, or look by themselves while Redis is away.
      this.logger.debug({ err: error }, 'a bell was not carried');
    }
  }

  private async readOn(): Promise<void> {
    while (!this.closed) {
      try {
        if (this.position === undefined) {
          this.position = await this.lastEntry();
          this.setHeard(true);
          this.ports.onLost();
        }
        const found = await this.reader.xread(
          ...(['COUNT', READ_COUNT, 'BLOCK', BLOCK_MS, 'STREAMS', this.stream, this.position] as const),
        );
        for (const [id, fields] of found?.[0]?.[1] ?? []) {
          this.position = id;
          this.take(fields[1] ?? '');
        }
      } catch (error) {
        if (this.closed) return;
        this.setHeard(false, error);
        this.position = undefined;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private async lastEntry(): Promise<string> {
    const [last] = await this.reader.xrevrange(this.stream, '+', '-', 'COUNT', 1);
    return last?.[0] ?? '0-0';
  }

  private setHeard(heard: boolean, error?: unknown): void {
    if (heard === this.heard) return;
    this.heard = heard;
    if (heard) this.logger.info({}, 'bells of other nodes are heard');
    else this.logger.warn({ err: error }, 'Redis is away: the database is looked at each second');
  }

  private take(text: string): void {
    const entry = readEntry(text);
    if (!entry) {
      this.logger.warn({}, 'a bell could not be read');
      return;
    }
    if (entry.node === this.node) return;
    const before = this.numbers.get(entry.node);
    this.numbers.set(entry.node, entry.number);
    if (before !== undefined && entry.number > before + 1) this.ports.onLost();
    for (const news of entry.news)
      this.ports.onNews({ ...news, conversationId: news.conversationId as ConversationId });
    for (const signal of entry.signals) this.ports.onSignal(signal);
  }
}

function readEntry(text: string): z.output<typeof entrySchema> | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
