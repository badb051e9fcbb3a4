import { addDays, civilDateTimeAt, formatDate, formatTime } from './calendar';
import { findDates } from './date';
import type { DateSpan } from './date-span';
import { clockTime } from './day-part';
import { findOffsetTimes } from './offset-date';
import type { Recognition, Recognizer } from './recognizer';
import { findTimes } from './time';

/** What may stand between a day and its time of day. */
const GAP = /^[的 ,，在]$/;

/** A day with a time of day (下周三下午三点, 今晚6点), or a time counted from now (半小时后): `YYYY-MM-DDTHH:MM`. */
export const dateTime: Recognizer = (input) => {
  const found: Recognition[] = findOffsetTimes(input).map(({ start, end, at }) => {
    const { hour, minute, ...day } = civilDateTimeAt(at, input.timeZone);
    return {
      entity: 'date_time',
      start,
      end,
      value: `${formatDate(day)}T${formatTime(hour, minute)}`,
      confidence: 0.9,
    };
  });
  const dates = new Map<number, DateSpan>();
  for (const date of findDates(input)) {
    dates.set(date.end, date);
    if (date.part) dates.set(date.part.start, date);
  }
  for (const time of findTimes(input)) {
    const gap = GAP.test(input.text[time.start - 1] ?? '');
    const date = dates.get(time.start) ?? (gap ? dates.get(time.start - 1) : undefined);
    if (!date || formatDate(date.from) !== formatDate(date.to)) continue;
    const { hour, minute, nextDay } =
      time.part === undefined ? clockTime(time.said.hour, time.said.minute, date.part?.name) : time;
    const day = nextDay ? addDays(date.from, 1) : date.from;
    const value = `${formatDate(day)}T${formatTime(hour, minute)}`;
    found.push({ entity: 'date_time', start: date.start, end: time.end, value, confidence: 0.95 });
  }
  return found;
};
