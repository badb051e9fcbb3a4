import type { EventBody, EventKind } from './event';

/** Kinds whose words can be searched. */
export const SEARCHED_KINDS = ['customerMessage', 'botMessage', 'agentMessage', 'note'] as const;

export type SearchedKind = (typeof SEARCHED_KINDS)[number];

const SEARCHED: ReadonlySet<EventKind> = new Set(SEARCHED_KINDS);

export const isSearched = (kind: EventKind): kind is SearchedKind => SEARCHED.has(kind);

/** What somebody wrote or the bot said in an event; undefined for every other kind. */
export function textOf(body: EventBody): string | undefined {
  if (body.kind === 'botMessage') return body.content.text;
  return body.kind === 'customerMessage' || body.kind === 'agentMessage' || body.kind === 'note'
    ? body.text
    : undefined;
}

const PREVIEW_LENGTH = 100;

/** The beginning of what customer and company last said, for lists; undefined when these events say nothing. */
export function previewOf(bodies: readonly EventBody[]): string | undefined {
  const said = bodies.findLast((body) => body.kind !== 'note' && textOf(body) !== undefined);
  const text = said && textOf(said);
  if (text === undefined || text.length <= PREVIEW_LENGTH) return text;
  // Not between the two halves of a character.
  return text.slice(0, PREVIEW_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}
