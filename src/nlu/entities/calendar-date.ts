import type { CivilDate } from './calendar';
import { isCivilDate } from './calendar';
import { parseNumber } from './chinese-number';
import { DAY_PART } from './day-part';
import type { DateSpan, Period } from './date-span';
import { dayPeriod, monthPeriod, monthsPeriod } from './date-span';

const DIGIT = '[零〇一二三四五六七八九]';
const SMALL = '(?:\\d{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九]|[二三]?十)';
/** A year by name or number, as a source for regular expressions. */
export const YEAR = `(?:大前年|今年|去年|前年|明年|后年|本年度?|当年|上一?年|\\d{4} ?年度?|${DIGIT}{4}年)`;
const PART = `(?:的? ?(${DAY_PART}))?`;
const NO_DIGIT = '(?<![\\d.零一二三四五六七八九十百第])';

const ISO = new RegExp(
  `(?<![\\d./-])(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})(?![\\d/-]|\\.\\d)(?:日)?${PART}`,
  'g',
);
const MONTH_DAY = new RegExp(
  `(?:(${YEAR}|\\d{2}年|${DIGIT}{2}年)的?)?${NO_DIGIT}(${SMALL})月(?:份?的?(${SMALL})(?:[号日]|(?=[早晚上下])|(?![\\d个张块元天年月gm点折兆条次分十百千万多来]))(?:[,，( ]?(?:周|星期|礼拜)[一二三四五六日天]\\)?)?${PART}|份?的?(上旬|中旬|下旬|初(?![一二三四五六七八九十])|底|末|中(?!国|间|旬))|份)?`,
  'g',
);
const YEAR_ONLY = new RegExp(
  `(${YEAR})(?:的?(?:(上半年|下半年)|第?([一二三四1-4])季度|(年?初|年?[底末]|全年)))?(?!的?${SMALL}月)`,
  'g',
);
const HALF_OR_QUARTER =
  /(?<![年\d])(?:(上半年|下半年)|第?([一二三四1-4])季度|(年初|年[底末])|([上这本下])个?季度)/g;
const DAY_OF_MONTH = new RegExp(
  `${NO_DIGIT}(?<![\\d一二三四五六七八九十]月)(${SMALL})(?:号(?!线|楼|店|套|卡|码|机|门|院|厅|段|房|多|用|的?手机)|日(?!本|均|常|包|租|志))${PART}`,
  'g',
);

/** Days, months, quarters and years of the calendar: 去年12月, 2024-03-01, 3月5号, 今年上半年, 15号. */
export function findCalendarDates(text: string, today: CivilDate): DateSpan[] {
  const found: DateSpan[] = [];
  const add = (
    match: RegExpExecArray,
    period: Period | undefined,
    confidence: number,
    part?: string,
  ): void => {
    if (!period || !isCivilDate(period.from) || !isCivilDate(period.to)) return;
    const end = match.index + match[0].length;
    const said = part === undefined ? {} : { part: { name: part, start: end - part.length } };
    found.push({ start: match.index, end, ...period, ...said, confidence });
  };
  for (const match of text.matchAll(ISO)) {
    const [, year, , month, day, part] = match;
    add(match, dayPeriod({ year: Number(year), month: Number(month), day: Number(day) }), 1, part);
  }
  for (const match of text.matchAll(MONTH_DAY)) {
    const [, yearName, monthName, dayName, part, third] = match;
    const month = parseNumber(monthName!) ?? 0;
    const day = dayName === undefined ? undefined : (parseNumber(dayName) ?? 0);
    if (month < 1 || month > 12) continue;
    let year = yearName === undefined ? nearYear(today, month) : yearNamed(yearName, today);
    if (yearName === undefined && month === 2 && day === 29)
      while (!isCivilDate({ year, month, day })) year++;
    add(
      match,
      day === undefined ? monthPeriod(year, month, third) : dayPeriod({ year, month, day }),
      0.95,
      part,
    );
  }
  for (const match of text.matchAll(YEAR_ONLY)) {
    const [, yearName, half, quarter, edge] = match;
    add(match, partOfYear(yearNamed(yearName!, today), half, quarter, edge), 0.9);
  }
  for (const match of text.matchAll(HALF_OR_QUARTER)) {
    const [, half, quarter, edge, which] = match;
    add(match, which ? neighbourQuarter(today, which) : partOfYear(today.year, half, quarter, edge), 0.85);
  }
  for (const match of text.matchAll(DAY_OF_MONTH)) {
    add(match, dayPeriod({ ...today, day: parseNumber(match[1]!) ?? 0 }), 0.7, match[2]);
  }
  return found;
}

/** The year that a name such as 去年, 23年 or 二零二四年 means. */
export function yearNamed(name: string, today: CivilDate): number {
  const relative = RELATIVE_YEARS.find(([pattern]) => pattern.test(name));
  if (relative) return today.year + relative[1];
  const digits = name.replace(/ ?年度?$/, '');
  const year = Number(Array.from(digits, (digit) => parseNumber(digit) ?? 0).join(''));
  return year < 100 ? 2000 + year : year;
}

const RELATIVE_YEARS: readonly [RegExp, number][] = [
  [/^大前/, -3],
  [/^[今本当]/, 0],
  [/^[去上]/, -1],
  [/^前/, -2],
  [/^明/, 1],
  [/^后/, 2],
];

/** A month without a year is this year's, unless another year's is nearer by far: 12月 said in January is past. */
export function nearYear(today: CivilDate, month: number): number {
  const ahead = month - today.month;
  if (ahead > 9) return today.year - 1;
  return ahead < -9 ? today.year + 1 : today.year;
}

function partOfYear(year: number, half?: string, quarter?: string, edge?: string): Period {
  if (half) return half === '上半年' ? monthsPeriod(year, 1, 6) : monthsPeriod(year, 7, 12);
  if (quarter) {
    const last = parseNumber(quarter)! * 3;
    return monthsPeriod(year, last - 2, last);
  }
  if (edge?.endsWith('初')) return dayPeriod({ year, month: 1, day: 1 });
  if (edge && /[底末]$/.test(edge)) return dayPeriod({ year, month: 12, day: 31 });
  return monthsPeriod(year, 1, 12);
}

function neighbourQuarter(today: CivilDate, which: string): Period {
  const step = which === '上' ? -1 : which === '下' ? 1 : 0;
  const index = today.year * 4 + Math.floor((today.month - 1) / 3) + step;
  const last = (index % 4) * 3 + 3;
  return monthsPeriod(Math.floor(index / 4), last - 2, last);
}
