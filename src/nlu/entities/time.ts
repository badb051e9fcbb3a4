import { formatTime } from './calendar';
import { parseNumber } from './chinese-number';
import { clockTime, DAY_PART } from './day-part';
import type { ClockTime } from './day-part';
import { memoizeByInput } from './memoize-by-input';
import type { Recognizer } from './recognizer';

/** A found time of day. */
export interface TimeSpan extends ClockTime {
  start: number;
  end: number;
  /** The hour and minute as said, before the part of the day is counted in. */
  said: { hour: number; minute: number };
  part: string | undefined;
}

const NUMBER = '(?:\\d{1,2}|二?十[一二三四五六七八九]?|[零一二两三四五六七八九])';
const MINUTE = '(?:[0-5]?\\d|[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])(?![\\d十个张块元g])';
const TIME = new RegExp(
  `(?:(${DAY_PART})的? ?)?(?<![\\d:.零一二三四五六七八九十百第])` +
    `(?:(\\d{1,2}):([0-5]\\d)(?::[0-5]\\d)?(?![\\d:])|(${NUMBER})(?:点|时(?!代|间|候|速|段))` +
    `(?:(半)|([一三])刻|(${MINUTE})分?|整|钟|([一二三四五六七八九])分)?)`,
  'g',
);
/** 有三点建议 lists points. */
const POINT_BEFORE = /[有这那几下差快早晚]$/;
const POINT_AFTER = /^(?:建议|要求|问题|意见|原因|疑问|内容|多?的?流量|\d)/;

/** Times of day: 下午三点, 9:30, 晚上十点半. A bare hour is taken on the 24-hour clock. The value is HH:MM. */
export const time: Recognizer = (input) =>
  findTimes(input).map(({ start, end, hour, minute, part }) => ({
    entity: 'time',
    start,
    end,
    value: formatTime(hour, minute),
    confidence: part === undefined && !input.text.slice(start, end).includes(':') ? 0.75 : 0.95,
  }));

/** All times of day, left to right. */
export const findTimes = memoizeByInput(({ text, masked }): TimeSpan[] => {
  const found: TimeSpan[] = [];
  for (const match of masked.matchAll(TIME)) {
    const [whole, part, hours, minutes, spoken, half, quarter, spokenMinutes, fewMinutes] = match;
    const hour = parseNumber(hours ?? spoken!);
    if (hour === undefined || hour > 24) continue;
    const start = match.index;
    const end = start + whole.length;
    if (part === undefined && spoken !== undefined) {
      if (
        POINT_BEFORE.test(text.slice(Math.max(0, start - 1), start)) ||
        POINT_AFTER.test(text.slice(end, end + 4))
      )
        continue;
    }
    const minute = half
      ? 30
      : quarter
        ? parseNumber(quarter)! * 15
        : (parseNumber((minutes ?? spokenMinutes ?? fewMinutes ?? '零').replace(/^零(?=.)/, '')) ?? 0);
    found.push({ start, end, part, said: { hour, minute }, ...clockTime(hour, minute, part) });
  }
  return found;
});
