import type { ConversationId } from '../conversation/id';
import type { IndexedMessage } from '../conversation/message-index';
import { textOf, type SearchedKind } from '../conversation/message-text';
import { parseTextQuery } from '../text/search-terms';
import type { EngineStore } from './engine-store';

export interface MessageQuery {
  question: string;
  conversationId?: ConversationId | undefined;
  /** From this time (ms) on. */
  from?: number | undefined;
  /** Before this time (ms). */
  to?: number | undefined;
  /** The `next` of the page before. */
  cursor?: number | undefined;
  limit: number;
}

/** A message that was found. */
export interface MessageHit {
  conversationId: ConversationId;
  seq: number;
  at: number;
  kind: SearchedKind;
  /** A part of the message, on one line. */
  snippet: string;
  /** What was searched, as [start, end) in UTF-16 units of the snippet. */
  marks: [start: number, end: number][];
}

export interface MessageHits {
  hits: MessageHit[];
  /** Asks for the hits after these; undefined at the end. */
  next: number | undefined;
}

/** Words can be found without their message having the question: so many rounds may a page take. */
const ROUNDS = 5;
const SNIPPET_LENGTH = 90;
const BEFORE_MARK = 24;

/** Searches what customers, bot and agents have written. */
export class MessageSearch {
  constructor(private readonly store: EngineStore) {}

  /** Messages in which all words of the question stand, newest first. A page may be short and have a next one. */
  async search({ question, cursor, limit, ...filter }: MessageQuery): Promise<MessageHits> {
    const query = parseTextQuery(question);
    if (query.terms.length === 0) return { hits: [], next: undefined };
    const hits: MessageHit[] = [];
    let before = cursor;
    for (let round = 0; round < ROUNDS && hits.length < limit; round += 1) {
      const found = await this.store.read((tx) =>
        tx.messages.search({ ...present(filter), terms: query.terms, limit, ...(before && { before }) }),
      );
      const texts = await this.textsOf(found);
      for (const message of found) {
        const text = texts.get(keyOf(message));
        const marks = text === undefined ? undefined : query.find(text);
        before = message.place;
        if (text !== undefined && marks) hits.push(hitOf(message, text, marks));
        if (hits.length === limit) break;
      }
      if (found.length < limit) {
        const last = found.at(-1);
        return { hits, next: last && before !== last.place ? before : undefined };
      }
    }
    return { hits, next: before };
  }

  private async textsOf(messages: readonly IndexedMessage[]): Promise<Map<string, string>> {
    const events = await this.store.read((tx) => tx.messages.eventsAt(messages));
    return new Map(events.map((event) => [keyOf(event), textOf(event.body) ?? '']));
  }
}

const keyOf = ({ conversationId, seq }: { conversationId: string; seq: number }): string =>
  `${conversationId} ${seq}`;

/** Without what is undefined. */
function present(filter: Pick<MessageQuery, 'conversationId' | 'from' | 'to'>): {
  conversationId?: ConversationId;
  from?: number;
  to?: number;
} {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function hitOf(
  { conversationId, seq, at, kind }: IndexedMessage,
  text: string,
  marks: readonly [number, number][],
): MessageHit {
  const first = marks[0]?.[0] ?? 0;
  const start = first <= SNIPPET_LENGTH - BEFORE_MARK ? 0 : borderBefore(text, first - BEFORE_MARK);
  const end = borderBefore(text, Math.min(text.length, start + SNIPPET_LENGTH));
  const lead = start > 0 ? '…' : '';
  const shift = lead.length - start;
  return {
    conversationId,
    seq,
    at,
    kind,
    // Same length: the marks stay right.
    snippet: lead + text.slice(start, end).replaceAll(/\s/g, ' ') + (end < text.length ? '…' : ''),
    marks: marks
      .filter(([from]) => from < end)
      .map(([from, to]) => [from + shift, Math.min(to, end) + shift]),
  };
}

/** Not between the two halves of a character. */
function borderBefore(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? at - 1 : at;
}
