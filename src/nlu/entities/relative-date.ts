import type { CivilDate } from './calendar';
import { addDays, addMonths, weekday } from './calendar';
import { parseNumber } from './chinese-number';
import { DAY_PART } from './day-part';
import type { DateSpan, Period } from './date-span';
import { dayPeriod, daysPeriod, monthPeriod } from './date-span';

const PART = `(?:的? ?(${DAY_PART}))?`;
const SMALL = '(?:\\d{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九]|[二三]?十)';
const DAY = new RegExp(
  `(?:(大前天|大后天|前天|昨[天日儿]|今[天日儿]|当[天日]|明[天日儿]|后天|次日|前日)${PART}|(昨|今|明)([晚早夜])(?!点|了|些))`,
  'g',
);
const DAYS_AWAY: Record<string, number> = {
  大前: -3,
  前: -2,
  昨: -1,
  今: 0,
  当: 0,
  明: 1,
  次: 1,
  后: 2,
  大后: 3,
};
const WEEK = new RegExp(
  `(?<![马早晚])(上上|上一?|这一?|本|下下|下一?)个?(?:周|星期|礼拜)(?:([一二三四五六日天1-7])(?![\\d个])${PART}|(末))?`,
  'g',
);
const WEEKDAY = new RegExp(
  `(?<![每一二两三四五六七八九十百\\d上下这本个])(?:周|星期|礼拜)(?:([一二三四五六日天])${PART}|(末))`,
  'g',
);
const MONTH = new RegExp(
  `(?<![马早晚])(?:(上上|上一?|这一?|本|当|下下|下一?)个?月|(次)月)(?:份?的?(${SMALL})[号日]${PART}|份?的?(上旬|中旬|下旬|初(?![一二三四五六七八九十])|底|末|中(?!国|间|旬)))?份?`,
  'g',
);
const MONTH_EDGE = /(?<![\d一二三四五六七八九十下这本当个次每]|(?<![马早晚])上)月([初底末])/g;
const STEPS: Record<string, number> = { 上上: -2, 上: -1, 这: 0, 本: 0, 当: 0, 下: 1, 次: 1, 下下: 2 };

/** Days, weeks and months counted from today: 前天, 下周三, 上个月, 这个月15号, 月底前. Weeks begin on Monday. */
export function findRelativeDates(text: string, today: CivilDate): DateSpan[] {
  const found: DateSpan[] = [];
  const add = (match: RegExpExecArray, period: Period, part?: string): void => {
    const start = match.index;
    const end = start + match[0].length;
    const said = part === undefined ? {} : { part: { name: part, start: end - part.length } };
    found.push({ start, end, ...period, ...said, confidence: 0.95 });
  };
  for (const match of text.matchAll(DAY)) {
    const [, name, part, short, shortPart] = match;
    const away = DAYS_AWAY[short ?? name!.slice(0, -1)]!;
    add(match, dayPeriod(addDays(today, away)), part ?? shortPart);
  }
  const monday = addDays(today, 1 - weekday(today));
  for (const match of text.matchAll(WEEK)) {
    const [, which, day, part, end] = match;
    add(match, weekPeriod(addDays(monday, step(which!) * 7), day, end), part);
  }
  for (const match of text.matchAll(WEEKDAY)) {
    const [, day, part, end] = match;
    add(match, weekPeriod(monday, day, end), part);
  }
  for (const match of text.matchAll(MONTH)) {
    const [, which, next, dayName, part, third] = match;
    const { year, month } = addMonths({ ...today, day: 1 }, step(which ?? next!));
    const whole = monthPeriod(year, month, third);
    const day = dayName === undefined ? undefined : (parseNumber(dayName) ?? 0);
    if (day === undefined) add(match, whole);
    else if (day >= 1 && day <= whole.to.day) add(match, dayPeriod({ year, month, day }), part);
  }
  for (const match of text.matchAll(MONTH_EDGE)) add(match, monthPeriod(today.year, today.month, match[1]));
  return found;
}

function step(which: string): number {
  return STEPS[which.replace(/一$/, '')]!;
}

function weekPeriod(monday: CivilDate, day: string | undefined, end: string | undefined): Period {
  if (end) return daysPeriod(addDays(monday, 5), 2);
  if (day === undefined) return daysPeriod(monday, 7);
  const index = day === '日' || day === '天' ? 7 : parseNumber(day)!;
  return dayPeriod(addDays(monday, index - 1));
}
