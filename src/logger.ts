import pino from 'pino';

/** The part of pino that the code uses, so that tests can listen in. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const LONG_DIGITS = /\d{7,}/g;

/** Hides what may be a phone, card or id number: 13812345678 becomes 138****5678. */
export function maskNumbers(text: string): string {
  return text.replace(LONG_DIGITS, (digits) => `${digits.slice(0, 3)}****${digits.slice(-4)}`);
}

/**
 * JSON lines on standard error (standard output belongs to the commands' answers). Customers' words are never
 * handed to it; numbers inside error messages are masked.
 */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: undefined,
      serializers: {
        err: (error: unknown) =>
          error instanceof Error
            ? {
                name: error.name,
                message: maskNumbers(error.message),
                stack: maskNumbers(error.stack ?? ''),
                cause: error.cause instanceof Error ? maskNumbers(error.cause.message) : undefined,
              }
            : { message: maskNumbers(String(error)) },
      },
    },
    pino.destination({ fd: 2, sync: false }),
  );
}

/** Says nothing; for commands whose output is read by programs. */
export const SILENT_LOGGER: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
