import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** Where a piece of work belongs: one trace from a customer's message to everything that follows from it. */
export interface Trace {
  /** 32 hexadecimal digits, not all zero. */
  traceId: string;
  /** 16 hexadecimal digits: the step that the work belongs to. */
  spanId: string;
  /** Whether its spans are exported. */
  sampled: boolean;
  /** True where no span has this id: the first one of the trace has no parent. */
  begun?: true;
}

/**
 * Which traces are followed through all that they set off: none, all, or those that are exported and those that a
 * caller has named.
 */
export type TraceMode = 'off' | 'sampled' | 'all';

/**
 * Following costs some microseconds for each promise of the whole process (Node 20), so it is switched on only while a
 * trace that is followed is being worked on: nearly never at a ratio of 1 %.
 */
const running = new AsyncLocalStorage<Trace | undefined>();
let mode: TraceMode = 'sampled';
let held = 0;

/** Sets which traces are followed, for the whole process. */
export function followTraces(next: TraceMode): void {
  if (mode === 'all') release();
  mode = next;
  if (mode === 'all') held += 1;
}

function isFollowed(trace: Trace): boolean {
  return mode === 'all' || (mode === 'sampled' && (trace.sampled || trace.begun !== true));
}

function release(): void {
  held -= 1;
  if (held === 0) running.disable();
}

/** Keeps following a trace beyond the end of `inTrace`, until the result is called; once. */
export function holdTrace(trace: Trace): () => void {
  if (!isFollowed(trace)) return () => undefined;
  held += 1;
  let over = false;
  return () => {
    if (!over) release();
    over = true;
  };
}

/** The trace of what runs now; undefined outside of any, and of one that is not followed. */
export function currentTrace(): Trace | undefined {
  return held === 0 ? undefined : running.getStore();
}

/** Runs `work`, and all that it awaits, in a trace; undefined: in none. */
export function inTrace<T>(trace: Trace | undefined, work: () => T): T {
  if (!trace || !isFollowed(trace)) return held === 0 ? work() : running.run(undefined, work);
  const done = holdTrace(trace);
  try {
    const value = running.run(trace, work);
    if (value instanceof Promise) value.then(done, done);
    else done();
    return value;
  } catch (error) {
    done();
    throw error;
  }
}

/** Random ids are asked for by the thousand: one call for each is the dear part. */
const POOL_BYTES = 4096;
let pool = Buffer.alloc(0);

function randomHex(bytes: number): string {
  if (pool.length < bytes) pool = randomBytes(POOL_BYTES);
  const hex = pool.toString('hex', 0, bytes);
  pool = pool.subarray(bytes);
  return /^0+$/.test(hex) ? randomHex(bytes) : hex;
}

/** A trace that begins here. */
export function beginTrace(sampled: boolean): Trace {
  return { traceId: randomHex(16), spanId: randomHex(8), sampled, begun: true };
}

/** W3C trace context, level 1: version, trace id, parent id, flags. */
export const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const MAX_LENGTH = 128;

/** Reads a `traceparent`; undefined when it is none, which by the standard begins a new trace. */
export function parseTraceparent(text: unknown): Trace | undefined {
  if (typeof text !== 'string' || text.length > MAX_LENGTH) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', rest] = TRACEPARENT.exec(text) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** A trace as a `traceparent`. */
export function formatTraceparent({ traceId, spanId, sampled }: Trace): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** The `traceparent` of what runs now, for whoever goes on with it. */
export function currentTraceparent(): string | undefined {
  const trace = currentTrace();
  return trace && formatTraceparent(trace);
}

/** What a span may tell; never a customer's words. */
export type SpanAttributes = Record<string, string | number | boolean>;

/** One step of a trace that is being exported. */
export interface Span {
  /** The trace as seen from within the step. */
  readonly trace: Trace;
  end(outcome?: { name?: string; attributes?: SpanAttributes; failed?: boolean }): void;
}

/** Where steps are told. */
export interface Spans {
  /** Whether a trace that begins now is to be exported. */
  sample(): boolean;
  /** Begins a step of a trace; undefined when nobody wants to know, which costs nothing. */
  start(name: string, trace: Trace | undefined, attributes?: SpanAttributes): Span | undefined;
}

/** Nobody collects spans. */
export const NO_SPANS: Spans = {
  sample: () => false,
  start: () => undefined,
};

/** Runs `work` as one step of the current trace. */
export function inSpan<T>(spans: Spans, name: string, work: () => T, attributes?: SpanAttributes): T {
  const span = spans.start(name, currentTrace(), attributes);
  if (!span) return work();
  const failed = (error: unknown): never => {
    span.end({ failed: true });
    throw error;
  };
  try {
    const value = inTrace(span.trace, work);
    if (value instanceof Promise) {
      return value.then((result: unknown) => {
        span.end();
        return result;
      }, failed) as T;
    }
    span.end();
    return value;
  } catch (error) {
    return failed(error);
  }
}
