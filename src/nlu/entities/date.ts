import { findCalendarDates } from './calendar-date';
import { civilDateTimeAt, daysBetween, formatDate } from './calendar';
import type { CivilDate } from './calendar';
import type { DateSpan, Period } from './date-span';
import { findHolidays } from './holiday';
import { findOffsetDates } from './offset-date';
import { memoizeByInput } from './memoize-by-input';
import type { Recognizer } from './recognizer';
import { findRelativeDates } from './relative-date';

const CONNECTOR = /^ ?(?:到|至|-|~|—)+ ?$/;

/** Days and periods: 上个月, 下周三, 国庆期间, 三天前. The value is an ISO date, or `start/end`, both included. */
export const date: Recognizer = (input) =>
  findDates(input).map(({ start, end, from, to, confidence }) => ({
    entity: 'date',
    start,
    end,
    value: formatPeriod({ from, to }),
    confidence,
  }));

/** All days and periods, left to right, without overlap; two that are joined by 到 make one. */
export const findDates = memoizeByInput((input): DateSpan[] => {
  const { text, now, timeZone } = input;
  const { year, month, day } = civilDateTimeAt(now, timeZone);
  const today = { year, month, day };
  const spans = [
    ...findCalendarDates(text, today),
    ...findRelativeDates(text, today),
    ...findHolidays(text, today),
    ...findOffsetDates(input, today),
  ];
  const whole = longest(spans).map((span) => untilEdge(text, span, today));
  return joinRanges(text, whole);
});

function longest(spans: readonly DateSpan[]): DateSpan[] {
  const kept: DateSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (!last || span.start >= last.end) kept.push(span);
    else if (span.end - span.start > last.end - last.start) kept[kept.length - 1] = span;
  }
  return kept;
}

/** 月底前 and 年底前 run from today to the last day. */
function untilEdge(text: string, span: DateSpan, today: CivilDate): DateSpan {
  const before = /^(?:之|以)?前/.exec(text.slice(span.end, span.end + 2));
  if (!before || daysBetween(today, span.to) < 0 || !/[底末]$/.test(text.slice(span.start, span.end)))
    return span;
  return { ...span, end: span.end + before[0].length, from: today };
}

function joinRanges(text: string, spans: readonly DateSpan[]): DateSpan[] {
  const joined: DateSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    const range =
      last && CONNECTOR.test(text.slice(last.end, span.start)) ? rangeOf(text, last, span) : undefined;
    if (last && range)
      joined[joined.length - 1] = { ...range, start: last.start, end: span.end, confidence: span.confidence };
    else joined.push(span);
  }
  return joined;
}

/** 上个月15号到20号: a bare day of the month belongs to the month before it. */
function rangeOf(text: string, first: DateSpan, second: DateSpan): Period | undefined {
  const bareDay =
    /^[^月]{1,4}[号日]$/.test(text.slice(second.start, second.end)) &&
    !/^[今明昨次当前]/.test(text[second.start]!);
  const to = bareDay ? { ...first.to, day: second.to.day } : second.to;
  return daysBetween(first.from, to) >= 0 ? { from: first.from, to } : undefined;
}

function formatPeriod({ from, to }: Period): string {
  const first = formatDate(from);
  const last = formatDate(to);
  return first === last ? first : `${first}/${last}`;
}
