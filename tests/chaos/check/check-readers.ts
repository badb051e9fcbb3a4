import { isDeepStrictEqual } from 'node:util';
import type { VisibleEvent } from '../../../src/channels/web-chat/schema';
import { toVisible } from '../../../src/channels/web-chat/render';
import type { ConversationEvent } from '../../../src/conversation/event';

/** What one reader holds of one conversation. */
export interface Reading {
  reader: string;
  conversationId: string;
  side: 'customer' | 'staff';
  events: readonly (VisibleEvent | ConversationEvent)[];
  /** Whether the reader was entitled to all of the log, so that nothing may be missing at either end. */
  whole: boolean;
}

/** Whether each reader has seen what the database has: every event once, in order, with the same content. */
export function checkReaders(
  readings: readonly Reading[],
  events: ReadonlyMap<string, readonly ConversationEvent[]>,
): string[] {
  return readings.flatMap((reading) => checkReading(reading, events.get(reading.conversationId) ?? []));
}

function checkReading({ reader, side, events, whole }: Reading, log: readonly ConversationEvent[]): string[] {
  const first = events[0]?.seq ?? 1;
  const last = events.at(-1)?.seq ?? 0;
  if (whole && (first !== 1 || last !== log.length)) {
    return [`incomplete: ${reader} has seen ${first} to ${last} of 1 to ${log.length}`];
  }
  for (const [index, seen] of events.entries()) {
    const seq = first + index;
    if (seen.seq !== seq) return [`disorder: ${reader} has seen ${seen.seq} in the place of ${seq}`];
    const event = log[seq - 1];
    if (!event) return [`invented: ${reader} has seen ${seq}, which is not stored`];
    const stored: unknown = side === 'staff' ? event : toVisible(event);
    if (!isDeepStrictEqual(asSent(seen), asSent(stored)))
      return [`changed: ${reader} has seen another ${seq}`];
  }
  return [];
}

/** As it crosses the wire: properties without a value are dropped. */
function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
