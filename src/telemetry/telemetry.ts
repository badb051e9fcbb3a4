import type { Clock } from '../clock';
import type { AnsweredRequest } from '../http/request-watch';
import type { CommitListener } from '../store/database';
import { followTraces, type Spans, type TraceMode } from '../trace';
import { labelOf } from './labels';
import { Messages } from './messages';
import { Metrics } from './metrics';
import { openSpans, type OpenSpans } from './open-spans';

/** What watches one server: made first, so that every part can be watched from its beginning. */
export class Telemetry {
  readonly metrics = new Metrics();
  readonly messages = new Messages(this.metrics);
  readonly spans: Spans;
  private readonly exporter: OpenSpans;

  constructor(
    config: { otlpEndpoint?: string; traces: TraceMode; traceRatio: number },
    readonly clock: Clock,
    version: string,
  ) {
    followTraces(config.traces);
    const endpoint = config.traces === 'off' ? undefined : config.otlpEndpoint;
    this.exporter = openSpans({ endpoint, ratio: config.traceRatio }, version);
    this.spans = this.exporter.spans;
  }

  readonly onCommit: CommitListener = (transactions, ms) => {
    this.metrics.batch.observe(transactions);
    this.metrics.commit.observe(ms / 1000);
  };

  readonly onAnswered = ({ route, method, status, ms, code }: AnsweredRequest): void => {
    const { metrics } = this;
    metrics.httpRequests.observe(
      { route, method: labelOf.method(method), status: `${Math.floor(status / 100)}xx` },
      ms / 1000,
    );
    if (code !== undefined) metrics.refusals.inc({ surface: 'http', code: labelOf.code(code) });
  };

  /** Sends what has not been sent yet. */
  async close(): Promise<void> {
    await this.exporter.close();
  }
}
