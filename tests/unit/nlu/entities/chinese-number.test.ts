import * as fc from 'fast-check';
import { parseNumber, scanNumerals } from '../../../../src/nlu/entities/chinese-number';

describe('parseNumber', () => {
  test.each([
    ['零', 0],
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['一百二', 120],
    ['一百零二', 102],
    ['一千零十二', 1012],
    ['两千三百五', 2350],
    ['九万零四百', 90_400],
    ['四十五亿四千零四万', 4_540_040_000],
    ['二十一万亿', 21e12],
    ['1.5万', 15_000],
    ['5亿1万4千6百', 500_014_600],
    ['两三百', 200],
    ['三四十', 30],
    ['十七八', 17],
    ['十几', 10],
    ['几十', 10],
    ['十多万', 100_000],
    ['二零二四', 2024],
    ['六九一', 691],
    ['三点一四', 3.14],
    ['壹佰贰拾叁', 123],
    ['1,050,000', 1_050_000],
  ])('%s is %d', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  test.each(['', '万', '几', '一个', '点五', '兆'])('%j is no number', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });

  test('reads back what is spelt out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (value) => {
        expect(parseNumber(spell(value))).toBe(value);
      }),
    );
  });
});

describe('scanNumerals', () => {
  test('parts numbers that only stand side by side', () => {
    expect(scanNumerals('十五二十块 一百 三个月').map(({ value }) => value)).toEqual([15, 20, 100, 3]);
  });
});

/** The usual spelling, with 零 for gaps: 1012 is 一千零一十二. */
function spell(value: number): string {
  if (value === 0) return '零';
  const high = Math.floor(value / 10_000);
  const low = value % 10_000;
  if (high === 0) return spellSection(low);
  const gap = low > 0 && low < 1000 ? '零' : '';
  return `${spellSection(high)}万${gap}${low > 0 ? spellSection(low) : ''}`;
}

function spellSection(value: number): string {
  let spelt = '';
  for (const [unit, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / unit) % 10;
    if (digit > 0) spelt += '零一二三四五六七八九'[digit] + name;
    else if (spelt !== '' && !spelt.endsWith('零') && value % unit > 0) spelt += '零';
  }
  return spelt;
}
