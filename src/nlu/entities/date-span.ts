import type { CivilDate } from './calendar';
import { addDays, daysInMonth } from './calendar';

/** A found day or range of days; `from` and `to` are both included. */
export interface DateSpan {
  start: number;
  end: number;
  from: CivilDate;
  to: CivilDate;
  /** The part of the day that the span ends with (明天上午, 今晚), and where it begins. */
  part?: { name: string; start: number };
  confidence: number;
}

/** First and last day. */
export type Period = Pick<DateSpan, 'from' | 'to'>;

/** One day as a period. */
export function dayPeriod(day: CivilDate): Period {
  return { from: day, to: day };
}

/** A calendar month, or the part of it that is named: 初 and 底 are days, 上旬, 中旬, 下旬 thirds. */
export function monthPeriod(year: number, month: number, part?: string): Period {
  const last = daysInMonth(year, month);
  const days = (from: number, to: number): Period => ({
    from: { year, month, day: from },
    to: { year, month, day: to },
  });
  switch (part) {
    case '初':
      return days(1, 1);
    case '中':
      return days(15, 15);
    case '底':
    case '末':
      return days(last, last);
    case '上旬':
      return days(1, 10);
    case '中旬':
      return days(11, 20);
    case '下旬':
      return days(21, last);
    default:
      return days(1, last);
  }
}

/** Whole months of one year, both included. */
export function monthsPeriod(year: number, first: number, last: number): Period {
  return { from: { year, month: first, day: 1 }, to: { year, month: last, day: daysInMonth(year, last) } };
}

/** `days` days from `first` on. */
export function daysPeriod(first: CivilDate, days: number): Period {
  return { from: first, to: addDays(first, days - 1) };
}
