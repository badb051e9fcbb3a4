import * as fc from 'fast-check';
import { cleanText } from '../../../src/text/door';
import { normalize } from '../../../src/text/normalize';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      '查',
      '華',
      '费',
      '５',
      'Ｇ',
      '😀',
      ' ',
      '\u3000',
      '！',
      '？',
      'a',
      'A',
      '1',
      '後',
      '后',
      '👨‍👩‍👧',
      'e\u0301',
    ),
  }),
);

describe('normalize', () => {
  test.each([
    ['查華費', '查华费'],
    ['５Ｇ套餐', '5g套餐'],
    ['查话费！！！！', '查话费!'],
    ['哈哈哈哈哈', '哈哈'],
    ['充10000元', '充10000元'],
    ['  查　话费\n\n谢谢 ', '查 话费 谢谢'],
    ['话费😀❤️多少👍🏽', '话费多少'],
    ['www.tongda.example', 'www.tongda.example'],
    ['1\u200B2', '12'],
    ['😀', ''],
    ['', ''],
  ])('%j becomes %j', (original, expected) => {
    expect(normalize(original).text).toBe(expected);
  });

  test('maps a found span back to the text as sent', () => {
    const original = '😀 幫我查　流量Ｇ';
    const { text: normalized, map } = normalize(original);
    const start = normalized.indexOf('流量');
    expect(original.slice(map[start], map[start + 2])).toBe('流量');
  });

  test('has one entry per unit and the end, never decreasing and within the original', () => {
    fc.assert(
      fc.property(text, (original) => {
        const { text: normalized, map } = normalize(original);
        expect(map).toHaveLength(normalized.length + 1);
        expect(map[normalized.length]).toBe(original.length);
        for (let i = 1; i < map.length; i++) expect(map[i]!).toBeGreaterThanOrEqual(map[i - 1]!);
      }),
    );
  });

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(text, (original) => {
        const once = normalize(original).text;
        expect(normalize(once).text).toBe(once);
      }),
    );
  });
});

describe('cleanText', () => {
  test('replaces what a database cannot keep and leaves the length', () => {
    expect(cleanText('a\0b\ud800c😀\udc00')).toBe('a\uFFFDb\uFFFDc😀\uFFFD');
  });

  test('leaves whole text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (whole) => {
        expect(cleanText(whole)).toBe(whole.replaceAll('\0', '\uFFFD'));
      }),
    );
  });
});
