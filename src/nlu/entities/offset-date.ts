import type { CivilDate, CivilDateTime } from './calendar';
import { addDays, addMonths } from './calendar';
import type { DateSpan } from './date-span';
import type { DurationSpan } from './duration';
import { findDurations } from './duration';
import type { RecognizerInput } from './recognizer';

const AWAY = /^(?:之|以)?([后前])(?!台|面|者|付|续)/;
const SINCE = /(?:最近的?|过去的?|近|(?<![以之])前|这)$/;

/** A point or period that is counted from now: 三天后, 两个月前, 最近三个月. Hours and minutes are left to dateTime. */
export function findOffsetDates(input: RecognizerInput, today: CivilDate): DateSpan[] {
  const found: DateSpan[] = [];
  for (const span of findDurations(input)) {
    if (hasClock(span)) continue;
    const away = AWAY.exec(input.text.slice(span.end, span.end + 3));
    if (away) {
      const day = shift(today, span, away[1] === '后' ? 1 : -1);
      if (day)
        found.push({
          start: span.start,
          end: span.end + away[0].length,
          from: day,
          to: day,
          confidence: 0.9,
        });
      continue;
    }
    const since = SINCE.exec(input.text.slice(Math.max(0, span.start - 3), span.start));
    const from = since && shift(today, span, -1);
    if (from)
      found.push({ start: span.start - since[0].length, end: span.end, from, to: today, confidence: 0.85 });
  }
  return found;
}

/** 半小时后, 两小时前: where the span ends and what the clock then shows, by adding to `now`. */
export function findOffsetTimes(input: RecognizerInput): { start: number; end: number; at: number }[] {
  return findDurations(input).flatMap((span) => {
    const away = AWAY.exec(input.text.slice(span.end, span.end + 3));
    const { year, month, week = 0, day = 0, hour = 0, minute = 0, second = 0 } = span.amounts;
    if (!away || !hasClock(span) || year !== undefined || month !== undefined) return [];
    const seconds = (((week * 7 + day) * 24 + hour) * 60 + minute) * 60 + second;
    const at = input.now + seconds * 1000 * (away[1] === '后' ? 1 : -1);
    return Math.abs(at) < MAX_TIME ? [{ start: span.start, end: span.end + away[0].length, at }] : [];
  });
}

/** Far inside what a Date can hold. */
const MAX_TIME = 8e15;
const MAX_MONTHS = 12_000;
const MAX_DAYS = 366_000;

function hasClock({ amounts }: DurationSpan): boolean {
  return amounts.hour !== undefined || amounts.minute !== undefined || amounts.second !== undefined;
}

function shift(
  today: CivilDate | CivilDateTime,
  { amounts }: DurationSpan,
  sign: number,
): CivilDate | undefined {
  const months = (amounts.year ?? 0) * 12 + (amounts.month ?? 0);
  const days = (amounts.week ?? 0) * 7 + (amounts.day ?? 0);
  if (months > MAX_MONTHS || days > MAX_DAYS) return undefined;
  const day = addDays(addMonths(today, sign * Math.round(months)), sign * Math.round(days));
  return day.year >= 1 && day.year <= 9999 ? day : undefined;
}
