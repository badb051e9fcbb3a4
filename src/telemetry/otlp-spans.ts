import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace as traces, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { beginTrace, type Span, type SpanAttributes, type Spans, type Trace } from '../trace';

const SEND_MS = 5000;
/** A stop must not wait for a collector that is away, with its tries and pauses. */
const CLOSE_MS = 1500;

export interface OtlpSettings {
  /** Such as `http://127.0.0.1:4318`; `/v1/traces` is added, as the standard says. */
  endpoint: string;
  /** 0 to 1. */
  ratio: number;
  version: string;
}

/** Spans sent to a collector by OTLP over HTTP, in batches, in the background. */
export class OtlpSpans implements Spans {
  private readonly provider: BasicTracerProvider;
  /** The id for the next root: the SDK would make one of its own. */
  private nextTraceId = '';

  constructor(private readonly settings: OtlpSettings) {
    const url = `${settings.endpoint.replace(/\/+$/, '')}/v1/traces`;
    this.provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'tongda', 'service.version': settings.version }),
      idGenerator: {
        generateTraceId: () => this.nextTraceId,
        generateSpanId: () => beginTrace(true).spanId,
      },
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: SEND_MS }))],
    });
  }

  sample(): boolean {
    return Math.random() < this.settings.ratio;
  }

  start(name: string, trace: Trace | undefined, attributes?: SpanAttributes): Span | undefined {
    if (!trace?.sampled) return undefined;
    const { traceId, spanId, begun } = trace;
    this.nextTraceId = traceId;
    const parent = begun
      ? ROOT_CONTEXT
      : traces.setSpanContext(ROOT_CONTEXT, {
          traceId,
          spanId,
          traceFlags: TraceFlags.SAMPLED,
          isRemote: true,
        });
    const kind = begun ? SpanKind.SERVER : SpanKind.INTERNAL;
    const span = this.provider.getTracer('tongda').startSpan(name, { kind, attributes }, parent);
    return {
      trace: { traceId, spanId: span.spanContext().spanId, sampled: true },
      end: (outcome) => {
        if (outcome?.name !== undefined) span.updateName(outcome.name);
        if (outcome?.attributes) span.setAttributes(outcome.attributes);
        if (outcome?.failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  /** Sends what has not been sent yet; a collector that does not take it in time does without. */
  async close(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref());
    await Promise.race([this.provider.shutdown(), late]);
  }
}
