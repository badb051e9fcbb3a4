import type { Request, RequestHandler } from 'express';
import type { Logger } from '../logger';
import { beginTrace, holdTrace, inTrace, parseTraceparent, type Spans } from '../trace';

/** A request that has been answered. `route` is the pattern, never the address, which may name a person. */
export interface AnsweredRequest {
  method: string;
  route: string;
  status: number;
  ms: number;
  /** Of the error that it was answered with. */
  code?: string;
}

export interface RequestWatch {
  spans: Spans;
  onAnswered(request: AnsweredRequest): void;
}

/** Asked by machines every few seconds, or one for each picture of a page: nobody reads a log of those. */
const QUIET = new Set(['/livez', '/healthz', '/readyz', '/metrics', '/assets']);

/** Runs each request within its trace; counts and logs it when it has been answered. First in the application. */
export function watchRequests(logger: Logger, watch: RequestWatch): RequestHandler {
  return (request, response, next) => {
    const { spans } = watch;
    const start = performance.now();
    const given = parseTraceparent(request.get('traceparent'));
    const trace = given ? { ...given, sampled: spans.sample() } : beginTrace(spans.sample());
    const span = spans.start('http', trace);
    const within = span?.trace ?? trace;
    const done = holdTrace(within);
    inTrace(within, () => {
      response.once('close', () => {
        const route = routeOf(request);
        const { method } = request;
        // A caller that hung up before the answer was complete has its own status, as nginx writes it.
        const status = response.writableFinished ? response.statusCode : 499;
        const ms = Math.round((performance.now() - start) * 10) / 10;
        span?.end({ name: `${method} ${route}`, attributes: { status }, failed: status >= 500 });
        const code = response.locals.errorCode as string | undefined;
        watch.onAnswered({ method, route, status, ms, code });
        const level = QUIET.has(route) && status < 500 ? 'debug' : 'info';
        inTrace(within, () => logger[level]({ method, route, status, ms, code }, 'request'));
        done();
      });
      next();
    });
  };
}

/** The pattern by which a request was handled; of a fixed set, whatever was asked for. */
function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  const path: unknown = Array.isArray(route?.path) ? route.path[0] : route?.path;
  if (typeof path === 'string') return path;
  return request.baseUrl === '/assets' || request.path.startsWith('/assets/') ? '/assets' : 'none';
}
