import * as fc from 'fast-check';
import { Tokenizer, weigh } from '../../../src/kb/tokenizer';
import { buildArticle, buildKnowledgeBase, normalize, segment } from './sample-articles';

const tokenizer = new Tokenizer(segment, normalize);
const terms = (text: string) => tokenizer.tokenize(text).map(({ term }) => term);
const kindOf = (text: string, term: string) =>
  tokenizer.tokenize(text).find((token) => token.term === term)?.kind;

const han = fc.string({
  unit: fc.constantFrom(...Array.from('查话费流量怎么办我的套餐宽带 5gA？，。')),
  minLength: 1,
  maxLength: 12,
});

describe('Tokenizer', () => {
  test('gives words, pairs, characters and sounds', () => {
    expect(kindOf('查话费', '话费')).toBe('word');
    expect(kindOf('查话费', '查话')).toBe('bigram');
    expect(kindOf('查话费', '.费')).toBe('character');
    expect(kindOf('查话费', '~hua.fei')).toBe('sound');
  });

  test('marks stop words and joins nothing across punctuation', () => {
    expect(kindOf('怎么查', '怎么')).toBe('stop');
    expect(terms('话费，流量')).not.toContain('费流');
  });

  test('cuts a word of mixed scripts into its parts too', () => {
    const whole = new Tokenizer((text) => [text], normalize);
    expect(whole.tokenize('畅达59').map(({ term }) => term)).toEqual(
      expect.arrayContaining(['畅达59', '畅达', '59']),
    );
  });

  test('homophones share their sounds', () => {
    expect(terms('查华费')).toContain('~hua.fei');
  });

  test('has no tokens without a letter or digit', () => {
    expect(terms('？！ …😀')).toEqual([]);
  });

  test('no term holds white space, so the index takes it whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const term of terms(text)) expect(term).not.toMatch(/\s/);
      }),
    );
  });

  test('index and query cut alike: an article is found by each of its own texts', () => {
    fc.assert(
      fc.property(han, (text) => {
        fc.pre(/[\p{L}\p{N}]/u.test(text));
        const base = buildKnowledgeBase({ articles: [buildArticle({ id: 'x', title: text, body: '别的' })] });
        const [hit] = base.evidence(text, { intents: [], now: 0 });
        expect(hit?.likeness.similarity).toBeCloseTo(1);
      }),
    );
  });

  test('a repeated term weighs more, but less than twice', () => {
    const once = weigh(tokenizer.tokenize('流量')).get('流量')!;
    const twice = weigh(tokenizer.tokenize('流量，流量')).get('流量')!;
    expect(twice).toBeGreaterThan(once);
    expect(twice).toBeLessThan(2 * once);
  });
});
