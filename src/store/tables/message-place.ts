import type { ConversationId } from '../../conversation/id';

/** Places within one millisecond. */
const PLACES_PER_MS = 2048;
const DAY_MS = 86_400_000;

/**
 * The first place of a time. A place is the time of a message with room for what is said in the same millisecond:
 * messages are in order of time whenever they are indexed, and a time is a range of places. Safe until 2109.
 */
export const firstPlaceOf = (at: number): number => Math.floor(at) * PLACES_PER_MS;

/** The time of a place, in ms. */
export const timeOfPlace = (place: number): number => Math.floor(place / PLACES_PER_MS);

/** Our own terms beside those of the text; no text has an underscore in its terms. */
export const conversationTerm = (id: ConversationId): string => `_c${id.replaceAll('-', '')}`;

/** Lengths of time, in days, whose messages can be asked of the index, by the letter of their terms. */
export const PERIODS = [
  { days: 1, letter: 'd' },
  { days: 8, letter: 'w' },
  { days: 64, letter: 'q' },
] as const;

export type Period = (typeof PERIODS)[number];

/** The period (UTC) of a place, counted from 1970. */
export const periodOf = (place: number, { days }: Period): number =>
  Math.floor(timeOfPlace(place) / DAY_MS / days);

/** The first place of a period. */
export const periodStart = (index: number, { days }: Period): number => firstPlaceOf(index * days * DAY_MS);

/** All messages of a period have its term. */
export const periodTerm = (index: number, { letter }: Period): string => `_${letter}${index}`;
