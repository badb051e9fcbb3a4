import { normalize } from './normalize';

/** Pieces of normalised text that are searched: a run of Chinese characters, or a run of other letters and digits. */
const RUN = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu;
const HAN = /^\p{Script=Han}/u;
const PART = /\p{N}+|[^\p{N}]+/gu;
const LONG_NUMBER = /^\p{N}{7,}$/u;

/** Longer words are cut: what follows tells no two messages apart, and databases limit a term's length. */
const MAX_TERM = 40;
/** What is beyond so many terms of a question narrows nothing any more. */
const MAX_QUERY_TERMS = 24;

/**
 * The terms under which a text is found: every Chinese character and every two neighbours, so that each word of two
 * characters is found without a dictionary; Latin words and numbers whole, and the parts of a mixed one (5g: 5g, 5,
 * g); the last four digits of a long number, by which people name phones. Consists of letters, marks and digits only.
 */
export function searchTerms(text: string): Set<string> {
  const terms = new Set<string>();
  for (const [run] of normalize(text).text.matchAll(RUN)) {
    if (HAN.test(run)) for (const term of hanTerms(run)) terms.add(term);
    else for (const term of wordTerms(run)) terms.add(term);
  }
  return terms;
}

function* hanTerms(run: string): Iterable<string> {
  let before = '';
  for (const character of run) {
    yield character;
    if (before !== '') yield before + character;
    before = character;
  }
}

function* wordTerms(run: string): Iterable<string> {
  yield cut(run);
  const parts = run.match(PART) ?? [];
  if (parts.length > 1) for (const part of parts) yield cut(part);
  for (const part of parts) if (LONG_NUMBER.test(part)) yield part.slice(-4);
}

const cut = (term: string): string => Array.from(term.slice(0, MAX_TERM)).join('');

/** A question to the messages, understood in the same way as they are. */
export interface TextQuery {
  /** Terms that a message must all have; empty when the question has nothing to search for. */
  terms: string[];
  /** Where the question's words stand in a text, as [start, end) in UTF-16 units; undefined when one is missing. */
  find(text: string): [start: number, end: number][] | undefined;
}

/** Reads a question: its runs, with spaces or without, must all be in a message, Chinese ones in one piece. */
export function parseTextQuery(question: string): TextQuery {
  const runs = [...new Set(Array.from(normalize(question).text.matchAll(RUN), ([run]) => run))];
  const terms = new Set<string>();
  for (const run of runs) {
    if (!HAN.test(run)) terms.add(cut(run));
    else if (Array.from(run).length === 1) terms.add(run);
    else for (const term of hanTerms(run)) if (Array.from(term).length === 2) terms.add(term);
  }
  return { terms: [...terms].slice(0, MAX_QUERY_TERMS), find: (text) => findRuns(runs, text) };
}

function findRuns(runs: readonly string[], original: string): [start: number, end: number][] | undefined {
  const { text, map } = normalize(original);
  const ranges: [number, number][] = [];
  for (const run of runs) {
    const places = HAN.test(run) ? substrings(run, text) : words(run, text);
    if (places.length === 0) return undefined;
    for (const [start, end] of places) ranges.push([map[start]!, map[end]!]);
  }
  return merged(ranges);
}

function substrings(run: string, text: string): [number, number][] {
  const places: [number, number][] = [];
  for (let at = text.indexOf(run); at >= 0; at = text.indexOf(run, at + run.length)) {
    places.push([at, at + run.length]);
  }
  return places;
}

/** Where a word or a number stands by itself, as a part of a mixed one, or as the end of a long number. */
function words(run: string, text: string): [number, number][] {
  const places: [number, number][] = [];
  const wanted = cut(run);
  for (const { 0: found, index } of text.matchAll(RUN)) {
    if (HAN.test(found)) continue;
    if (cut(found) === wanted) {
      places.push([index, index + found.length]);
      continue;
    }
    for (const part of found.matchAll(PART)) {
      const start = index + part.index;
      const end = start + part[0].length;
      if (cut(part[0]) === wanted) places.push([start, end]);
      else if (LONG_NUMBER.test(part[0]) && part[0].endsWith(wanted) && wanted.length === 4)
        places.push([end - 4, end]);
    }
  }
  return places;
}

/** In order, with those that touch or overlap as one. */
function merged(ranges: [number, number][]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}
