import * as fc from 'fast-check';
import { NodejiebaSegmenter } from '../../../src/text/segmenter';
import { toFuzzySyllable, toSyllables } from '../../../src/text/pinyin';

describe('NodejiebaSegmenter', () => {
  const segmenter = new NodejiebaSegmenter(['携号转网', '畅达59']);

  test('keeps the own words, numbers and Latin words whole', () => {
    expect(segmenter.cut('我想携号转网换畅达59')).toEqual(expect.arrayContaining(['携号转网', '畅达59']));
    expect(segmenter.cut('号码13012345678')).toContain('13012345678');
    expect(segmenter.cut('改wifi密码')).toContain('wifi');
    expect(segmenter.cut('用了2.5g')).toContain('2.5g');
  });

  test('cuts by its own words, whichever instance was used before', () => {
    const other = new NodejiebaSegmenter([]);
    expect(other.cut('我想携号转网')).not.toContain('携号转网');
    expect(segmenter.cut('我想携号转网')).toContain('携号转网');
  });

  test('gives pieces that joined are the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('查', '流量', 'a', '5', '.', '-', ' ', '，', '😀') }),
        (text) => {
          expect(segmenter.cut(text).join('')).toBe(text);
        },
      ),
    );
  });
});

describe('pinyin', () => {
  test('homophones sound the same', () => {
    expect(toSyllables('查华费')).toEqual(toSyllables('查话费'));
    expect(toSyllables('改wifi密码')).toEqual(['gai', 'wifi', 'mi', 'ma']);
  });

  test('merges what southern speakers confuse', () => {
    expect(toFuzzySyllable('zhang')).toBe(toFuzzySyllable('zan'));
    expect(toFuzzySyllable('liu')).toBe(toFuzzySyllable('niu'));
    expect(toFuzzySyllable('hua')).not.toBe(toFuzzySyllable('fei'));
  });
});
