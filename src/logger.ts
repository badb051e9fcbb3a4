import pino from 'pino';
import { TongdaError } from './errors';
import { openLogSink } from './log-sink';
import { currentTrace } from './trace';

/** The part of pino that the code uses, so that tests can listen in. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A logger that would rather lose lines than wait for whoever reads them. */
export interface BoundedLogger extends Logger {
  /** Lines given up since the start because nobody read standard error. */
  droppedLines(): number;
}

const LONG_DIGITS = /\d{7,}/g;
const SPACED_PHONE = /\b1\d{2}[ -]\d{4}[ -]\d{4}\b/g;

/** Hides what may be a phone, card or id number: 13812345678 becomes 138****5678. */
export function maskNumbers(text: string): string {
  return text
    .replace(SPACED_PHONE, (digits) => `${digits.slice(0, 3)}****${digits.slice(-4)}`)
    .replace(LONG_DIGITS, (digits) => `${digits.slice(0, 3)}****${digits.slice(-4)}`);
}

/** Failures in what editors and operators write: their messages name files and lines, and no customer. */
const OF_THE_HOUSE = /^(?:corpus|model|config|training|port|data)_/;

const QUOTED = /"[^"]*"|'[^']*'/g;
const IDENTIFIER = /^["'][\w.$:/-]{0,60}["']$/;
const NOT_ASCII = /[^\x20-\x7e]+/g;

/**
 * The message of an error without what somebody may have typed: a parser or a database quotes its input. Numbers
 * are masked; quotations that are no identifiers, and all that is not ASCII, go.
 */
export function scrubMessage(error: Error): string {
  if (error instanceof TongdaError && OF_THE_HOUSE.test(error.code)) return maskNumbers(error.message);
  return maskNumbers(
    error.message
      .replace(QUOTED, (quoted) => (IDENTIFIER.test(quoted) ? quoted : '"…"'))
      .replace(NOT_ASCII, '…')
      .slice(0, 500),
  );
}

function presentError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: typeof error };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: scrubMessage(error),
    ...(typeof code === 'string' && { code: code.slice(0, 60) }),
    // The first lines of a stack repeat the message.
    stack: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
    ...(error.cause !== undefined && depth < 3 && { cause: presentError(error.cause, depth + 1) }),
  };
}

/** What JSON leaves as it is, and a terminal or a viewer of logs takes for a command or for a new line. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const COMMANDS = /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * JSON lines on standard error (standard output belongs to the commands' answers); docs/operations/watching.md has
 * their schema. Customers' words are never handed to it. Every line tells the trace that it belongs to. A reader
 * that stalls costs lines, never time.
 */
export function createLogger(level: string): BoundedLogger {
  const sink = openLogSink();
  const logger = pino(
    {
      level,
      base: undefined,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => presentError(error) },
      mixin: () => {
        const trace = currentTrace();
        return trace ? { traceId: trace.traceId } : {};
      },
      hooks: { streamWrite: (line) => line.replace(COMMANDS, escape) },
    },
    sink,
  );
  sink.onRecovered((dropped) => logger.warn({ dropped }, 'log lines were dropped: nobody read them'));
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    droppedLines: () => sink.dropped(),
  };
}

/** Says nothing; for commands whose output is read by programs. */
export const SILENT_LOGGER: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
