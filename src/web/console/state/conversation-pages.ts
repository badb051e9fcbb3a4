import type { z } from 'zod';
import type { ConversationEvent } from '../../../conversation/event';
import type { conversationSchema, inboxReplySchema } from '../../../http/conversations/schema';
import type { messageHitsSchema } from '../../../http/messages/schema';

export type InboxItem = z.output<typeof inboxReplySchema>['conversations'][number];
export type MessageHit = z.output<typeof messageHitsSchema>['hits'][number];

/** The answer of `/conversations/:id/events`. */
export interface EventsReply {
  conversation: z.output<typeof conversationSchema>;
  events: ConversationEvent[];
}

/** Events around a message that is to be shown: some before it and some after. */
const AFTER_HIT = 20;

/** An unbroken run of a conversation's events. */
export interface LogRun {
  conversation: EventsReply['conversation'];
  events: readonly ConversationEvent[];
}

/** The question for the first page: the newest events, or those around a message. */
export function firstPageOf(seq: number | undefined): string {
  return seq === undefined ? '' : `?before=${seq + AFTER_HIT}`;
}

/** The question for the page before the run; undefined where there is none. */
export function olderPageOf({ events }: LogRun): string | undefined {
  const first = events[0]?.seq ?? 1;
  return first > 1 ? `?before=${first}` : undefined;
}

/** The question for the page after the run; undefined where nothing more is known to exist. */
export function newerPageOf({ conversation, events }: LogRun): string | undefined {
  const last = events.at(-1)?.seq ?? 0;
  return last < conversation.lastSeq ? `?after=${last}` : undefined;
}

/** The run with a page joined to it; a page that has a gap to it is left out. */
export function joined(run: LogRun | undefined, { conversation, events }: EventsReply): LogRun {
  if (!run) return { conversation, events };
  const first = run.events[0]?.seq ?? 1;
  const last = run.events.at(-1)?.seq ?? 0;
  const older = events.filter(({ seq }) => seq < first);
  const newer = events.filter(({ seq }) => seq > last);
  return {
    conversation,
    events: [
      ...(older.at(-1)?.seq === first - 1 ? older : []),
      ...run.events,
      ...(newer[0]?.seq === last + 1 ? newer : []),
    ],
  };
}

/** A snippet as pieces, each marked or not. */
export function markedPieces({ snippet, marks }: MessageHit): { text: string; marked: boolean }[] {
  const pieces: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    pieces.push(
      { text: snippet.slice(at, start), marked: false },
      { text: snippet.slice(start, end), marked: true },
    );
    at = end;
  }
  pieces.push({ text: snippet.slice(at), marked: false });
  return pieces.filter(({ text }) => text !== '');
}
