import * as fc from 'fast-check';
import {
  addDays,
  addMonths,
  civilDateTimeAt,
  daysBetween,
  daysInMonth,
  formatDate,
  isCivilDate,
  weekday,
} from '../../../../src/nlu/entities/calendar';
import { foundEntities } from './found-entities';

describe('calendar', () => {
  test.each([
    ['2024-12-31T16:30:00Z', 'Asia/Shanghai', '2025-01-01 0:30'],
    ['2024-12-31T16:30:00Z', 'UTC', '2024-12-31 16:30'],
    ['2024-03-10T07:30:00Z', 'America/New_York', '2024-03-10 3:30'],
  ])('%s in %s is %s', (instant, zone, expected) => {
    const { hour, minute, ...day } = civilDateTimeAt(Date.parse(instant), zone);
    expect(`${formatDate(day)} ${hour}:${minute}`).toBe(expected);
  });

  test('counts weeks from Monday', () => {
    expect(weekday({ year: 2024, month: 5, day: 13 })).toBe(1);
    expect(weekday({ year: 2024, month: 5, day: 19 })).toBe(7);
    expect(weekday({ year: 1969, month: 12, day: 28 })).toBe(7);
  });

  test('keeps to the last day of a shorter month', () => {
    expect(formatDate(addMonths({ year: 2024, month: 3, day: 31 }, -1))).toBe('2024-02-29');
    expect(formatDate(addMonths({ year: 2024, month: 12, day: 31 }, 2))).toBe('2025-02-28');
    expect(daysInMonth(2100, 2)).toBe(28);
  });

  test('adding days and counting them agree', () => {
    const day = fc.record({
      year: fc.integer({ min: 1900, max: 2200 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 31 }),
    });
    fc.assert(
      fc.property(day.filter(isCivilDate), fc.integer({ min: -5000, max: 5000 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
  });

  test('today is the day of the given zone', () => {
    const newYear = Date.parse('2024-12-31T16:30:00Z');
    expect(foundEntities('今天', newYear, 'Asia/Shanghai')).toEqual(['date:今天=2025-01-01']);
    expect(foundEntities('今天', newYear, 'America/New_York')).toEqual(['date:今天=2024-12-31']);
  });

  test('a month without a year is the near one', () => {
    expect(foundEntities('12月', Date.parse('2024-01-10T00:00:00Z'))).toEqual([
      'date:12月=2023-12-01/2023-12-31',
    ]);
    expect(foundEntities('国庆期间', Date.parse('2024-03-10T00:00:00Z'))).toEqual([
      'date:国庆期间=2024-10-01/2024-10-07',
    ]);
  });
});
