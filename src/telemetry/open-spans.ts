import type * as Exporter from './otlp-spans';
import { NO_SPANS, type Spans } from '../trace';

export interface OpenSpans {
  spans: Spans;
  close(): Promise<void>;
}

/** Spans to the collector of the configuration; without one the exporter's code is not even loaded. */
export function openSpans(settings: { endpoint?: string; ratio: number }, version: string): OpenSpans {
  const { endpoint, ratio } = settings;
  if (endpoint === undefined) return { spans: NO_SPANS, close: () => Promise.resolve() };
  const loaded = require('./otlp-spans') as typeof Exporter;
  const spans = new loaded.OtlpSpans({ endpoint, ratio, version });
  return { spans, close: () => spans.close().catch(() => undefined) };
}
