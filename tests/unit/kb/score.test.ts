import {
  ANSWER_FROM,
  ASK_FROM,
  CLOSE,
  decide,
  sharesOf,
  SURELY_OURS,
  type Features,
} from '../../../src/kb/score';

const features: Features = { literal: 0, title: 0, coverage: 0, answer: 0, relative: 1, prior: 0 };
const at = (score: number, literal = 0) => ({ score, features: { ...features, literal } });

describe('decide', () => {
  test.each([
    ['nothing found', undefined, 0, 'none'],
    ['just too little to ask', at(ASK_FROM - 0.001), 0, 'none'],
    ['just enough to ask', at(ASK_FROM), 0, 'ask'],
    ['just too little to answer', at(ANSWER_FROM - 0.001), 0, 'ask'],
    ['just enough to answer', at(ANSWER_FROM), 0, 'answer'],
    ['a close second', at(0.9), 0.9 - CLOSE + 0.001, 'ask'],
    ['a second far enough', at(0.9), 0.9 - CLOSE - 0.001, 'answer'],
    ['a close second to a literal wording', at(0.9, 1), 0.89, 'answer'],
  ])('%s', (_, first, second, decision) => {
    expect(decide(first, second)).toBe(decision);
  });
});

test.each([
  [SURELY_OURS, 'ask'],
  [SURELY_OURS - 0.001, 'none'],
])('weak candidates that together have %d: %s', (found, decision) => {
  const covered = { score: 0.1, features: { ...features, coverage: 1 } };
  expect(decide(covered, 0.1, found)).toBe(decision);
});

test('many weak candidates that know little of the question are nothing', () => {
  expect(decide(at(0.1), 0.1, 0.99)).toBe('none');
});

describe('sharesOf', () => {
  test('shares and that of nothing sum to one, in order', () => {
    const shares = sharesOf([1, 3, 2], 0);
    const nothing = 1 / (1 + Math.exp(1) + Math.exp(3) + Math.exp(2));
    expect(shares.reduce((sum, share) => sum + share) + nothing).toBeCloseTo(1);
    expect(shares[1]).toBeGreaterThan(shares[2]!);
  });

  test('a lone weak candidate leaves most to nothing', () => {
    expect(sharesOf([1], 5)[0]).toBeLessThan(0.05);
    expect(sharesOf([], 5)).toEqual([]);
  });
});
