import { chineseDigit, endOf, tokenAt, UNITS } from './numeral-token';
import type { Token } from './numeral-token';
import { evaluate } from './numeral-value';

/** A number as written, in digits, in Chinese or mixed (3万). */
export interface Numeral {
  start: number;
  /** Exclusive; a trailing 多, 来 or 余 lies outside. */
  end: number;
  /** An approximate number takes its base: 两三百 is 200, 十几 is 10. May be Infinity for very long digit strings. */
  value: number;
  /** Where a unit of measure may begin: past 多, 来, 余 and spaces. */
  unitAt: number;
  /** Written in Chinese characters only. */
  chinese: boolean;
  /** The ASCII digits where it is a bare sequence of digits (13, 六九一, 1.5 has none). */
  digits: string | undefined;
}

const GAP = /[ \u3000]{0,4}/y;
/** 来 is a verb as well: it blurs a number only before a unit. */
const BLUR = /(?:多|余|来(?=[ ]?[个块元毛gm兆天年张条月分岁小万亿]))?[ ]{0,4}/y;

/** The number that `text` as a whole spells, e.g. 十二, 二零二四, 31. */
export function parseNumber(text: string): number | undefined {
  const numeral = readNumeral(text, 0);
  return numeral?.end === text.length ? numeral.value : undefined;
}

/** All numbers of the text, left to right, in time linear in its length. */
export function scanNumerals(text: string): Numeral[] {
  const numerals: Numeral[] = [];
  for (let at = 0; at < text.length;) {
    const numeral = readNumeral(text, at);
    if (numeral) numerals.push(numeral);
    at = numeral?.end ?? at + 1;
  }
  return numerals;
}

function readNumeral(text: string, start: number): Numeral | undefined {
  const tokens = readTokens(text, start);
  if (tokens.length === 0) return undefined;
  const end = tokens.at(-1)!.end;
  const unitAt = endOf(BLUR, text, end);
  const chinese = tokens.every((token) => token.kind !== 'arabic');
  const digits = sequence(tokens, text);
  return { start, end, unitAt, chinese, digits, value: evaluate(tokens) };
}

/** The number read so far. The flags spare a second look at long runs of digits. */
interface Reading {
  tokens: Token[];
  hasUnit: boolean;
  hasPoint: boolean;
  /** A space stood before a unit: 五 十 二. */
  spaced: boolean;
  trailingDigits: number;
}

/** The tokens of the one number that begins at `start`; empty when none does. */
function readTokens(text: string, start: number): Token[] {
  const reading: Reading = { tokens: [], hasUnit: false, hasPoint: false, spaced: false, trailingDigits: 0 };
  const { tokens } = reading;
  for (let at = start; at < text.length;) {
    const from = tokens.length > 0 ? endOf(GAP, text, at) : at;
    const token = tokenAt(text, from);
    if (!token || !continues(reading, token, text)) break;
    if (from > at && !mayFollowSpace(reading, token, text)) break;
    if (token.kind === 'unit' && mustSplit(reading, token)) {
      tokens.pop();
      break;
    }
    tokens.push(token);
    reading.trailingDigits = token.kind === 'digit' ? reading.trailingDigits + 1 : 0;
    if (token.kind === 'unit') {
      reading.hasUnit = true;
      reading.spaced ||= from > at;
    }
    if (token.kind === 'point') reading.hasPoint = true;
    at = token.end;
  }
  if (tokens.at(-1)?.kind === 'point') tokens.pop();
  // A lone 几 asks for a number.
  if (tokens.length === 1 && tokens[0]!.kind === 'some') return [];
  return tokens;
}

/** Whether `token` belongs to the number read so far. */
function continues({ tokens, hasUnit, hasPoint }: Reading, token: Token, text: string): boolean {
  const last = tokens.at(-1);
  if (!last) {
    if (token.kind === 'arabic' || token.kind === 'digit') return true;
    if (token.kind === 'some') return text[token.start] === '几' && UNITS.has(text[token.end] ?? '');
    return token.kind === 'unit' && token.value === 10;
  }
  switch (token.kind) {
    case 'arabic':
      return !hasPoint && (last.kind === 'unit' || (last.kind === 'digit' && last.value === 0 && hasUnit));
    case 'digit':
      if (last.kind === 'arabic' || last.kind === 'some') return false;
      if (last.kind !== 'digit' || hasPoint || !hasUnit || last.value === 0 || token.value === 0) return true;
      return token.value === last.value + 1 && tokens.at(-2)?.kind !== 'digit';
    case 'unit':
      if (hasPoint) return token.value >= 100 && last.kind !== 'point';
      // 4百 is written, 70百 is not.
      return last.kind !== 'arabic' || token.value >= 1000 || (token.value === 100 && last.value < 10);
    case 'some':
      return last.kind !== 'arabic' || text[token.start] !== '几';
    case 'point':
      break;
  }
  if (hasPoint || last.kind === 'arabic' || last.kind === 'some') return false;
  return chineseDigit(text[endOf(GAP, text, token.end)] ?? '') !== undefined;
}

/** After a space only a well-formed continuation counts: 一百 五十, but not 一百 三个. */
function mayFollowSpace({ tokens, spaced }: Reading, token: Token, text: string): boolean {
  const last = tokens.at(-1)!;
  if (token.kind !== 'digit' && token.kind !== 'arabic') return true;
  if (last.kind === 'point') return true;
  if (last.kind !== 'unit') return false;
  if (spaced) return true;
  const next = tokenAt(text, endOf(GAP, text, token.end));
  return next?.kind === 'unit' && next.value < last.value;
}

/** A unit takes one digit or a pair such as 两三: before 二零四十 the number ends one digit earlier. */
function mustSplit(
  { tokens, hasUnit, hasPoint, trailingDigits }: Reading,
  unit: Token & { kind: 'unit' },
): boolean {
  if (trailingDigits < 2 || hasPoint) return false;
  const [first, second] = tokens.slice(-2) as [Token & { kind: 'digit' }, Token & { kind: 'digit' }];
  const pair = second.value === first.value + 1 || (first.value === 0 && hasUnit);
  if (pair && (trailingDigits === 2 || hasUnit)) return false;
  return unit.value < 1e4 || hasUnit;
}

function sequence(tokens: readonly Token[], text: string): string | undefined {
  const [first] = tokens;
  if (first?.kind === 'arabic' && tokens.length === 1 && first.plain)
    return text.slice(first.start, first.end);
  if (tokens.every((token) => token.kind === 'digit')) return tokens.map((token) => token.value).join('');
  return undefined;
}
