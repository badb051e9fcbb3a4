import * as fc from 'fast-check';
import { createEntityExtractor } from '../../../../src/nlu/entities/extract';
import { foundEntities, NOW } from './found-entities';

const PIECES =
  '一二三十百千万亿几多来半个月年日号点分秒块元毛gGmM兆兩塊0159.,:-/ %折成上下周天前后今去国庆到@aXＡ５，😀\u200B\u0301⑩½㎡㏂\uD800';
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({ unit: fc.constantFrom(...Array.from(PIECES)), maxLength: 40 }),
);
const extract = createEntityExtractor([{ type: 'app_name', canonical: 'A5', aliases: ['㎡', '一个月'] }]);

describe('createEntityExtractor', () => {
  test.each(['十分着急', '等一下', '万一', '一下', '一样', '统一', '', ' ', '😀'])(
    'finds nothing in %j',
    (nothing) => {
      expect(foundEntities(nothing)).toEqual([]);
    },
  );

  test('finds several entities with offsets of the text as sent', () => {
    const sent = '😀幫１３０１２３４５６７８充兩百塊，下周三前，流量３０Ｇ';
    expect(foundEntities(sent)).toEqual([
      'phone:１３０１２３４５６７８=13012345678',
      'money:兩百塊=200',
      'date:下周三=2024-05-22',
      'data_volume:３０Ｇ=30720',
    ]);
  });

  test('says by whom and how surely', () => {
    expect(extract('充50元', NOW, 'Asia/Shanghai')).toEqual([
      { entity: 'money', start: 1, end: 4, value: 50, confidence_entity: 1, extractor: 'money' },
    ]);
  });

  test('accepts any string; spans lie inside it, in order, apart, with finite values', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 4e12 }), (sent, now) => {
        let last = 0;
        for (const { start, end, value, confidence_entity } of extract(sent, now, 'Asia/Shanghai')) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(sent.length);
          expect(typeof value === 'string' ? value !== '' : Number.isFinite(value)).toBe(true);
          expect(confidence_entity).toBeGreaterThanOrEqual(0.6);
          expect(confidence_entity).toBeLessThanOrEqual(1);
          last = end;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['一', '1', '十', '半年', '今天9:30', '一点'])('copes with 10,000 characters of %s', (piece) => {
    expect(() => extract(piece.repeat(10_000 / piece.length), NOW, 'Asia/Shanghai')).not.toThrow();
  });
});
