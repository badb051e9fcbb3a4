import { z } from 'zod';
import { errorText, TongdaError, type ErrorCode } from '../errors';
import type { Logger } from '../logger';

interface WireError {
  code: ErrorCode;
  message: string;
  retryAfterMs?: number;
}

/** The safe, public form of any failure. Unknown ones are logged and become `internal`. */
export function toWireError(error: unknown, logger: Logger): WireError {
  if (error instanceof z.ZodError) return { code: 'bad_request', message: errorText('bad_request') };
  if (error instanceof TongdaError) {
    if (error.code.startsWith('storage_')) logger.error({ err: error }, 'storage failed');
    const { code, retryAfterMs } = error;
    return { code, message: errorText(code), ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  logger.error({ err: error }, 'a socket event failed');
  return { code: 'internal', message: errorText('internal') };
}

/** Makes a socket event's listener of `acknowledge`. */
export function acknowledged<S extends z.ZodType, T>(
  schema: S,
  logger: Logger,
  handle: (input: z.output<S>) => Promise<T>,
): (...args: unknown[]) => void {
  return (...args) => acknowledge(schema, logger, handle, args);
}

/**
 * Reads the input of a socket event with its schema, runs the handler, acknowledges its value or the error. An event
 * without an acknowledgement callback is handled all the same. `args` are the event's as Socket.IO hands them over.
 */
export function acknowledge<S extends z.ZodType, T>(
  schema: S,
  logger: Logger,
  handle: (input: z.output<S>) => Promise<T>,
  args: readonly unknown[],
): void {
  const last = args.at(-1);
  const ack = typeof last === 'function' ? (last as (reply: unknown) => void) : undefined;
  const input = args.length > (ack ? 1 : 0) ? args[0] : {};
  // The parse lies inside the promise, so that its failure is acknowledged like any other.
  Promise.resolve()
    .then(() => handle(schema.parse(input)))
    .then(
      (data) => ack?.({ ok: true, data }),
      (error: unknown) => ack?.({ ok: false, error: toWireError(error, logger) }),
    )
    .catch((error: unknown) => logger.error({ err: error }, 'an acknowledgement failed'));
}
