import { parseNumber } from './chinese-number';
import type { Numeral } from './chinese-number';
import type { Recognition, Recognizer, RecognizerInput } from './recognizer';

const UNIT = /(?:元钱|块钱|块儿|元|块|圆|rmb|人民币)/y;
const SMALL_UNIT = /(?:毛钱|角钱|毛|角)/y;
const CENT = /分钱/y;
/** 三块五, 三块五毛二, 五元六角. A digit that belongs to what follows (三块5个) is left alone. */
const REST =
  /(?:零?([零一二两三四五六七八九\d])(?:毛|角)(?:([零一二两三四五六七八九\d])分?)?|([一二两三四五六七八九\d半])(?![\d十百千万亿点.gmk兆个张年月天号条次折分块元%]))钱?/y;
const PREFIX = /(?:¥|rmb ?|人民币|cny ?)$/;
const BOUND = /(?:以内|以下|之内|以上|左右(?=的?套餐))/y;
const PAYING = /(?:充值?|[充交缴]了|交|缴费?|缴|扣了?|花了?|冲|话费)$/;
/** After a number that was paid nothing may follow that makes it something else. */
const BARE_END = /(?![\d.%a-z]|[个张条次年月天日号分兆折点小])/y;
/** 一块 is mostly "together". */
const TOGETHER = /^一块$/;

/** Amounts of yuan: 59.9元, 三块五, 二十来块, ¥30, 五十以内, 充50. The value is in yuan. */
export const money: Recognizer = (input) =>
  input.numerals.flatMap((numeral) => {
    const found =
      withUnit(input, numeral) ??
      withPrefix(input, numeral) ??
      bounded(input, numeral) ??
      paid(input, numeral);
    return found && Number.isFinite(found.value) ? [found] : [];
  });

function withUnit({ text }: RecognizerInput, numeral: Numeral): Recognition | undefined {
  const unitEnd = matchEnd(UNIT, text, numeral.unitAt);
  if (unitEnd !== undefined) {
    const rest = restAfter(text, unitEnd);
    const start = prefixStart(text, numeral.start);
    const end = rest?.end ?? unitEnd;
    if (
      TOGETHER.test(text.slice(start, end)) &&
      !/^(?:$|[，。,.!?；;]|的|多|以)/.test(text.slice(end, end + 1))
    ) {
      return undefined;
    }
    return yuan(start, end, numeral.value + (rest?.value ?? 0), 1);
  }
  const small = matchEnd(SMALL_UNIT, text, numeral.unitAt);
  if (small !== undefined) {
    const cents = /([一二两三四五六七八九\d])分/y;
    cents.lastIndex = small;
    const cent = cents.exec(text);
    const value = numeral.value / 10 + (cent ? (parseNumber(cent[1]!) ?? 0) / 100 : 0);
    return yuan(numeral.start, cent ? cents.lastIndex : small, value, 0.9);
  }
  const cent = matchEnd(CENT, text, numeral.unitAt);
  return cent === undefined ? undefined : yuan(numeral.start, cent, numeral.value / 100, 0.9);
}

function restAfter(text: string, at: number): { end: number; value: number } | undefined {
  REST.lastIndex = at;
  const match = REST.exec(text);
  if (!match) return undefined;
  const [, tenths, hundredths, single] = match;
  if (single === '半') return { end: REST.lastIndex, value: 0.5 };
  const value = (parseNumber(tenths ?? single ?? '') ?? 0) / 10 + (parseNumber(hundredths ?? '') ?? 0) / 100;
  return { end: REST.lastIndex, value };
}

function withPrefix({ text }: RecognizerInput, numeral: Numeral): Recognition | undefined {
  const start = prefixStart(text, numeral.start);
  return start < numeral.start ? yuan(start, numeral.end, numeral.value, 1) : undefined;
}

function prefixStart(text: string, at: number): number {
  const prefix = PREFIX.exec(text.slice(Math.max(0, at - 4), at).trimEnd());
  return prefix ? text.lastIndexOf(prefix[0], at - 1) : at;
}

/** A limit with no unit is one of price: 五十以内. */
function bounded({ text }: RecognizerInput, numeral: Numeral): Recognition | undefined {
  const end = matchEnd(BOUND, text, numeral.unitAt);
  return end === undefined ? undefined : yuan(numeral.start, end, numeral.value, 0.75);
}

/** 充50: at most four digits, so that no phone number is paid. */
function paid({ text }: RecognizerInput, numeral: Numeral): Recognition | undefined {
  const cue = PAYING.test(text.slice(Math.max(0, numeral.start - 3), numeral.start));
  if (!cue || numeral.value >= 10_000 || numeral.value < 1) return undefined;
  return matchEnd(BARE_END, text, numeral.unitAt) === undefined
    ? undefined
    : yuan(numeral.start, numeral.end, numeral.value, 0.65);
}

function yuan(
  start: number,
  end: number,
  value: number,
  confidence: number,
): Recognition & { value: number } {
  return { entity: 'money', start, end, value: Number(value.toPrecision(12)), confidence };
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
