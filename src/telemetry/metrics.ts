import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DATABASE_CODES, DUE_KINDS } from './labels';

const PREFIX = 'tongda_';

/** Bucket bounds in seconds: from a commit on a good disk to what a customer has given up on. */
const FAST = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
const SLOW = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/**
 * Everything that this process counts, by name: the one place where metrics are defined. Labels take their values
 * from the fixed sets of `labels.ts`. `docs/operations/watching.md` is written from here.
 * Metrics whose text begins with "Shared:" are of the database, the same on every node.
 */
export class Metrics {
  readonly registry = new Registry();

  readonly messagesReceived = this.counter('messages_received_total', 'Messages that came in', ['channel']);
  readonly messageAck = this.histogram(
    'message_ack_seconds',
    'From the arrival of a message to its acknowledgement, which means committed',
    ['channel'],
    FAST,
  );
  readonly oldestUnacknowledged = this.gauge(
    'message_oldest_unacknowledged_seconds',
    'How long the oldest message that has not been answered yet has waited for its commit; 0 when there is none',
  );
  readonly deliveryLag = this.histogram(
    'delivery_lag_seconds',
    'From the commit of an event to its emission to a connected reader',
    ['namespace'],
    FAST,
  );
  readonly resumes = this.counter(
    'resumes_total',
    'Readers that came with a cursor or without: first, resumed, reload, gap (never to be seen), refused',
    ['namespace', 'outcome'],
  );
  readonly sockets = this.gauge('sockets', 'Connected sockets', ['namespace']);
  readonly socketEvents = this.counter('socket_events_total', "Pages' events by outcome: ok or refused", [
    'namespace',
    'event',
    'outcome',
  ]);
  readonly refusals = this.counter('refusals_total', 'Refusals by code of docs/errors.md', [
    'surface',
    'code',
  ]);
  readonly httpRequests = this.histogram(
    'http_request_seconds',
    'HTTP requests by route pattern and class of status',
    ['route', 'method', 'status'],
    [0.005, 0.025, 0.1, 0.5, 2, 10],
  );

  readonly turns = this.counter('turns_total', 'Turns of the bot by outcome', ['outcome']);
  readonly turn = this.histogram(
    'turn_seconds',
    'From a turn being due (after the gathering window) to its answer being committed',
    [],
    SLOW,
  );
  readonly thinking = this.histogram(
    'thinking_seconds',
    'Computing of a turn by step: nlu, kb, dialog',
    ['step'],
    FAST,
  );

  readonly queueWaiting = this.gauge(
    'queue_waiting',
    'Shared: customers who wait for an agent, on offer or not',
  );
  readonly queueOldest = this.gauge('queue_oldest_seconds', 'Shared: how long the first of them has waited');
  readonly handoffs = this.counter('handoffs_total', 'Requests for a person by reason', ['reason']);
  readonly moves = this.counter('handoff_moves_total', 'Moves of handoffs by new state and cause', [
    'to',
    'cause',
  ]);
  readonly offers = this.counter(
    'offers_total',
    'Offers to agents: made, accepted, declined, timedOut, withdrawn',
    ['outcome'],
  );
  readonly agents = this.gauge('agents', 'Shared: agents with a live desk by state: online, away, offline', [
    'state',
  ]);
  readonly agentCapacity = this.gauge(
    'agent_capacity',
    'Shared: chats that the agents online can take at once',
  );
  readonly agentLoad = this.gauge('agent_load', 'Shared: chats that the agents online have');
  readonly serviceHours = this.gauge('service_hours', '1 within the service hours of the corpus, else 0');

  readonly dueWaiting = this.gauge(
    'due_work_waiting',
    'Shared: rows of due work by kind, due now or later; restPush is the outbox to the REST callback',
    ['kind'],
  );
  readonly dueOverdue = this.gauge('due_work_overdue', 'Shared: rows of due work whose time has come', [
    'kind',
  ]);
  readonly dueOldest = this.gauge(
    'due_work_oldest_overdue_seconds',
    'Shared: how late the most overdue row of due work is, retries after failures left out',
  );
  readonly dueLateness = this.histogram(
    'due_work_lateness_seconds',
    'How late pieces of due work were begun',
    ['kind'],
    SLOW,
  );
  readonly dueDone = this.counter('due_work_done_total', 'Pieces of due work by outcome: done or failed', [
    'kind',
    'outcome',
  ]);

  readonly write = this.histogram(
    'write_seconds',
    'Transactions, from the call to the commit, waiting for the writer included',
    [],
    FAST,
  );
  readonly commit = this.histogram('commit_seconds', "SQLite's COMMIT, which is the disk's fsync", [], FAST);
  readonly batch = this.histogram(
    'commit_batch_size',
    'Transactions that share one COMMIT of SQLite',
    [],
    SIZES,
  );
  readonly databaseErrors = this.counter('database_errors_total', "Failures by the database's own code", [
    'code',
  ]);
  readonly databaseUp = this.gauge('database_up', '1 when the database answered this scrape, else 0');
  readonly databaseBytes = this.gauge('database_bytes', 'Size of the SQLite file');
  readonly walBytes = this.gauge('wal_bytes', "Size of SQLite's write-ahead log");
  readonly diskFree = this.gauge('disk_free_bytes', 'Room on the disk of the data folder');
  readonly pool = this.gauge('database_connections', "PostgreSQL's pool: idle, busy, wanted", ['state']);

  readonly doorbell = this.gauge(
    'doorbell_up',
    '1 while bells of other nodes arrive; absent on a single node',
    ['transport'],
  );
  readonly ready = this.gauge('ready', '1 while the server takes customers, as /readyz');
  readonly contentBroken = this.gauge(
    'content_broken',
    '1 while what an editor wrote last cannot be read and the state before it is in use',
    ['part'],
  );
  readonly content = this.gauge('content_info', 'Always 1; the model in use', ['model']);
  readonly log = this.gauge('log_info', 'Shared: always 1; the log epoch', ['epoch']);
  readonly build = this.gauge('build_info', 'Always 1; what runs', ['version', 'node', 'database']);
  readonly logLinesDropped = this.gauge(
    'log_lines_dropped',
    'Log lines given up since the start because standard error was not read',
  );

  /** With `processMetrics` also what Node tells of itself: CPU, memory, event-loop delay, collections. */
  constructor(processMetrics = true) {
    if (processMetrics) collectDefaultMetrics({ register: this.registry, prefix: PREFIX });
    this.beginAtZero();
  }

  /** A counter that appears with its first count looks to Prometheus as if nothing had been counted. */
  private beginAtZero(): void {
    for (const outcome of ['first', 'resumed', 'reload', 'gap', 'refused']) {
      for (const namespace of ['chat', 'desk']) this.resumes.inc({ namespace, outcome }, 0);
    }
    for (const outcome of ['made', 'accepted', 'declined', 'timedOut', 'withdrawn']) {
      this.offers.inc({ outcome }, 0);
    }
    for (const kind of DUE_KINDS) {
      for (const outcome of ['done', 'failed']) this.dueDone.inc({ kind, outcome }, 0);
    }
    for (const code of [...DATABASE_CODES, 'other']) this.databaseErrors.inc({ code }, 0);
  }

  private counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name: PREFIX + name, help, labelNames, registers: [this.registry] });
  }

  private gauge<L extends string>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
    return new Gauge({ name: PREFIX + name, help, labelNames, registers: [this.registry] });
  }

  private histogram<L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    buckets: number[],
  ): Histogram<L> {
    return new Histogram({ name: PREFIX + name, help, labelNames, buckets, registers: [this.registry] });
  }
}
