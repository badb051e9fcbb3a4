import { fstatSync } from 'node:fs';
import pino from 'pino';

const STDERR = 2;
/** What may wait for a reader of standard error: some two thousand lines. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Where log lines go. */
export interface LogSink {
  write(line: string): void;
  /** Lines given up since the start because nobody read them. */
  dropped(): number;
  /** Calls `told` when lines go out again after some were given up. */
  onRecovered(told: (dropped: number) => void): void;
}

/** Standard error, which must never keep the server waiting, whatever is at its other end. */
export function openLogSink(): LogSink {
  const kind = fstatSync(STDERR);
  return kind.isFIFO() || kind.isSocket() ? pipeSink() : fileSink();
}

/**
 * A pipe or a socket: written without blocking, by the stream that Node itself uses, because two over one descriptor
 * would undo each other's mode. What waits when the process ends is lost; nothing waits for it.
 */
function pipeSink(): LogSink {
  const { stderr } = process;
  // Node makes it block, so that the last words of a program that ends are not lost. No public call undoes that.
  const { _handle: handle } = stderr as unknown as { _handle?: { setBlocking?(blocking: boolean): void } };
  handle?.setBlocking?.(false);
  let dropped = 0;
  // Whoever read it has gone: no reason for the server to go too.
  stderr.on('error', () => {
    dropped += 1;
  });
  return {
    write: (line) => {
      if (stderr.writableLength > MAX_WAITING_BYTES) dropped += 1;
      else stderr.write(line);
    },
    dropped: () => dropped,
    onRecovered: (told) => onGrowth(stderr, () => dropped, told),
  };
}

/** A file or a terminal: written in the background. */
function fileSink(): LogSink {
  const stream = pino.destination({ fd: STDERR, sync: false, maxLength: MAX_WAITING_BYTES });
  let dropped = 0;
  stream.on('drop', () => {
    dropped += 1;
  });
  return {
    write: (line) => void stream.write(line),
    dropped: () => dropped,
    onRecovered: (told) => onGrowth(stream, () => dropped, told),
  };
}

/** Tells of what has been dropped once for each time that the stream is empty again. */
function onGrowth(
  stream: { on(event: 'drain', listener: () => void): unknown },
  dropped: () => number,
  told: (dropped: number) => void,
): void {
  let known = 0;
  stream.on('drain', () => {
    if (dropped() === known) return;
    known = dropped();
    told(known);
  });
}
