import { getDayDetail, getSolarDateFromLunar } from 'chinese-days';
import { YEAR, yearNamed, nearYear } from './calendar-date';
import type { CivilDate } from './calendar';
import { addDays, formatDate } from './calendar';
import type { DateSpan, Period } from './date-span';
import { dayPeriod, daysPeriod } from './date-span';

interface Holiday {
  /** Source of a regular expression for its names. */
  names: string;
  /** The day that it is named after: month and day, of the lunar calendar where `lunar`. */
  month: number;
  day: number;
  lunar?: true;
  /** How many days are free where no arrangement has been published. */
  days: number;
  /** Its name in the published arrangements; without it there are no free days. */
  official?: string;
}

const HOLIDAYS: readonly Holiday[] = [
  { names: '元旦节?', month: 1, day: 1, days: 1, official: '元旦' },
  { names: '春节|过年|大年初一', month: 1, day: 1, lunar: true, days: 7, official: '春节' },
  { names: '元宵节?', month: 1, day: 15, lunar: true, days: 1 },
  { names: '情人节', month: 2, day: 14, days: 1 },
  { names: '妇女节|三八节', month: 3, day: 8, days: 1 },
  { names: '清明节?', month: 4, day: 4, days: 3, official: '清明' },
  {
    names: '五一(?![零一二三四五六七八九\\d])|劳动节|5\\.1(?=假|放假|期间|劳动)',
    month: 5,
    day: 1,
    days: 5,
    official: '劳动节',
  },
  { names: '儿童节|六一(?=节|儿童|期间|活动)', month: 6, day: 1, days: 1 },
  { names: '端午节?', month: 5, day: 5, lunar: true, days: 1, official: '端午' },
  { names: '七夕节?', month: 7, day: 7, lunar: true, days: 1 },
  { names: '中秋节?', month: 8, day: 15, lunar: true, days: 1, official: '中秋' },
  { names: '国庆节?|十一(?=期间|长?假|黄金周|放假)', month: 10, day: 1, days: 7, official: '国庆节' },
  { names: '双十一|双11', month: 11, day: 11, days: 1 },
  { names: '双十二|双12', month: 12, day: 12, days: 1 },
  { names: '圣诞节?', month: 12, day: 25, days: 1 },
];

const PATTERNS = HOLIDAYS.map(
  (holiday) =>
    [
      holiday,
      new RegExp(
        `(?:(${YEAR})的?)?(?<![零一二三四五六七八九十\\d])(?:${holiday.names})(当[天日]|那天)?(?:(?:的?(?:小长假|长假|假期|放假|黄金周))?(?:期间|时候)?)`,
        'g',
      ),
    ] as const,
);

/** Holidays by name: 国庆期间, 今年春节, 五一. A public holiday is all its free days, 五一当天 the one day. */
export function findHolidays(text: string, today: CivilDate): DateSpan[] {
  return PATTERNS.flatMap(([holiday, pattern]) =>
    Array.from(text.matchAll(pattern), (match) => {
      const [whole, yearName, onTheDay] = match;
      const year = yearName === undefined ? yearOf(holiday, today) : yearNamed(yearName, today);
      const period = holidayPeriod(holiday, year, onTheDay !== undefined);
      return { start: match.index, end: match.index + whole.length, ...period, confidence: 0.9 };
    }),
  );
}

function yearOf(holiday: Holiday, today: CivilDate): number {
  return nearYear(today, holiday.lunar ? namedDay(holiday, today.year).month : holiday.month);
}

function holidayPeriod(holiday: Holiday, year: number, onTheDay: boolean): Period {
  const day = namedDay(holiday, year);
  if (onTheDay || holiday.official === undefined) return dayPeriod(day);
  if (!isOfficial(day, holiday.official)) return daysPeriod(day, holiday.days);
  let from = day;
  let to = day;
  while (isOfficial(addDays(from, -1))) from = addDays(from, -1);
  while (isOfficial(addDays(to, 1))) to = addDays(to, 1);
  return { from, to };
}

function namedDay(holiday: Holiday, year: number): CivilDate {
  const { month, day } = holiday;
  // The lunar tables of the package end with these years.
  if (!holiday.lunar || year < 1901 || year > 2099) return { year, month, day };
  const { date } = getSolarDateFromLunar(formatDate({ year, month, day }));
  const [solarYear, solarMonth, solarDay] = date.split('-').map(Number) as [number, number, number];
  return { year: solarYear, month: solarMonth, day: solarDay };
}

/** Whether the published arrangement frees that day, for the named holiday or for any. */
function isOfficial(day: CivilDate, name = ','): boolean {
  const detail = getDayDetail(formatDate(day));
  return !detail.work && detail.name.includes(name) && detail.name.includes(',');
}
