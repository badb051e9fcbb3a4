import * as fc from 'fast-check';
import { AhoCorasick } from '../../../../src/nlu/entities/aho-corasick';

describe('AhoCorasick', () => {
  test('finds what a naive search finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '流'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.uniqueArray(word),
        fc.string({ unit: fc.constantFrom('a', 'b', '流'), maxLength: 30 }),
        (words, text) => {
          const naive = words.flatMap((pattern) =>
            Array.from(text, (_, start) => ({ start, end: start + pattern.length, pattern })).filter(
              ({ start }) => text.startsWith(pattern, start),
            ),
          );
          const found = new AhoCorasick(words).search(text);
          expect(new Set(found.map((match) => JSON.stringify(match)))).toEqual(
            new Set(naive.map((match) => JSON.stringify(match))),
          );
          expect(found).toHaveLength(naive.length);
        },
      ),
    );
  });
});
