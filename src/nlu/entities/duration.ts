import type { Numeral } from './chinese-number';
import { memoizeByInput } from './memoize-by-input';
import type { Recognizer, RecognizerInput } from './recognizer';

type Unit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

/** How long something lasts, by calendar unit. */
export interface DurationSpan {
  start: number;
  end: number;
  amounts: Partial<Record<Unit, number>>;
}

const UNIT =
  /(个?半)?(?:个[多来]?)?(年|月|季度|周(?!年|岁|[一二三四五六日末])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|天|日|小时|钟头|分钟|刻钟|秒钟?)(半(?!价|折))?/y;
const HALF = /(?<![零一二两三四五六七八九十百千\d多个]|[上下])半个?(年|月|小时|钟头|天)/g;
const ORDER: readonly Unit[] = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
/** Each unit's half. */
const HALVES: Record<Unit, [Unit, number]> = {
  year: ['month', 6],
  month: ['day', 15],
  week: ['day', 3.5],
  day: ['hour', 12],
  hour: ['minute', 30],
  minute: ['second', 30],
  second: ['second', 0.5],
};

/** How long: 半年, 三个月, 300分钟, 一个半小时. The value is an ISO 8601 duration. */
export const duration: Recognizer = (input) =>
  findDurations(input).map(({ start, end, amounts }) => ({
    entity: 'duration',
    start,
    end,
    value: iso8601(amounts),
    confidence: 0.9,
  }));

/** All durations, left to right; 3年6个月 is one. */
export const findDurations = memoizeByInput((input): DurationSpan[] => {
  const found: DurationSpan[] = [];
  for (const match of input.masked.matchAll(HALF)) {
    const [unit, count] = HALVES[unitNamed(match[1]!).unit];
    found.push({ start: match.index, end: match.index + match[0].length, amounts: { [unit]: count } });
  }
  for (const numeral of input.numerals) {
    const span = counted(input, numeral);
    if (span) found.push(span);
  }
  return join(
    input.text,
    found.toSorted((a, b) => a.start - b.start),
  );
});

function counted({ text, masked }: RecognizerInput, numeral: Numeral): DurationSpan | undefined {
  UNIT.lastIndex = numeral.unitAt;
  const match = UNIT.exec(masked);
  if (!match || !Number.isSafeInteger(Math.ceil(numeral.value)) || numeral.value > 1e9) return undefined;
  const [whole, halfBefore, name, halfAfter] = match;
  if (isDate(text, numeral, whole) || /[第哪某]/.test(text[numeral.start - 1] ?? '')) return undefined;
  const { unit, factor } = unitNamed(name!);
  const amounts: DurationSpan['amounts'] = {};
  const whole_ = Math.trunc(numeral.value);
  const fraction = numeral.value - whole_ + (halfBefore || halfAfter ? 0.5 : 0);
  if (whole_ > 0 || fraction === 0) amounts[unit] = whole_ * factor;
  if (fraction === 0.5 && factor === 1) {
    const [halfUnit, count] = HALVES[unit];
    amounts[halfUnit] = (amounts[halfUnit] ?? 0) + count;
  } else if (fraction > 0) amounts[unit] = Number(((whole_ + fraction) * factor).toPrecision(12));
  return { start: numeral.start, end: UNIT.lastIndex, amounts };
}

/** 3月 and 2024年 are points of the calendar; 5日 is one too. */
function isDate(text: string, numeral: Numeral, unit: string): boolean {
  if (unit.startsWith('日')) return true;
  if (unit.startsWith('月')) return true;
  if (!unit.startsWith('年')) return false;
  const year = numeral.digits !== undefined && numeral.digits.length === 4;
  return (
    year ||
    (numeral.digits?.length === 2 &&
      /^年的?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月/.test(text.slice(numeral.unitAt, numeral.unitAt + 6)))
  );
}

function unitNamed(name: string): { unit: Unit; factor: number } {
  switch (name[0]) {
    case '年':
      return { unit: 'year', factor: 1 };
    case '月':
      return { unit: 'month', factor: 1 };
    case '季':
      return { unit: 'month', factor: 3 };
    case '周':
    case '星':
    case '礼':
      return { unit: 'week', factor: 1 };
    case '小':
    case '钟':
      return { unit: 'hour', factor: 1 };
    case '分':
      return { unit: 'minute', factor: 1 };
    case '刻':
      return { unit: 'minute', factor: 15 };
    case '秒':
      return { unit: 'second', factor: 1 };
    default:
      return { unit: 'day', factor: 1 };
  }
}

function join(text: string, spans: readonly DurationSpan[]): DurationSpan[] {
  const joined: DurationSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (
      last &&
      span.start >= last.end &&
      /^[ 零又]?$/.test(text.slice(last.end, span.start)) &&
      smaller(span, last)
    ) {
      joined[joined.length - 1] = {
        start: last.start,
        end: span.end,
        amounts: { ...last.amounts, ...span.amounts },
      };
    } else joined.push(span);
  }
  return joined;
}

function smaller(next: DurationSpan, last: DurationSpan): boolean {
  const rank = (span: DurationSpan): number[] =>
    ORDER.flatMap((unit, at) => (unit in span.amounts ? [at] : []));
  return Math.min(...rank(next)) > Math.max(...rank(last));
}

function iso8601(amounts: DurationSpan['amounts']): string {
  const part = (units: readonly Unit[], letters: string): string =>
    units.map((unit, at) => (amounts[unit] === undefined ? '' : `${amounts[unit]}${letters[at]}`)).join('');
  const days = part(['year', 'month', 'week', 'day'], 'YMWD');
  const hours = part(['hour', 'minute', 'second'], 'HMS');
  return `P${days}${hours === '' ? '' : `T${hours}`}`;
}
