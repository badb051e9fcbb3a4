import * as fc from 'fast-check';
import {
  choiceProbabilities,
  fitConditionalLogit,
  fitVotingWeights,
} from '../../../src/nlu/conditional-logit';
import { unitVector } from '../../../src/nlu/features/sparse-vector';
import { splitFold, stratifiedFolds } from '../../../src/nlu/folds';
import { readUtterance } from '../../../src/nlu/features/utterance';
import { Homophones } from '../../../src/nlu/homophones';
import { LinearClassifier } from '../../../src/nlu/linear-classifier';
import { measure, type JudgedRow } from '../../../src/nlu/metrics';
import { NegationReader } from '../../../src/nlu/negation';
import { NeighbourVoter } from '../../../src/nlu/neighbour-voter';
import { splitClauses } from '../../../src/nlu/second-intent';
import { NodejiebaSegmenter } from '../../../src/text/segmenter';

const SIZE = 12;
const vector = fc
  .dictionary(
    fc.integer({ min: 0, max: SIZE - 1 }).map(String),
    fc.double({ min: 0.1, max: 1, noNaN: true }),
    {
      minKeys: 1,
    },
  )
  .map((entries) => unitVector(new Map(Object.entries(entries).map(([id, value]) => [Number(id), value]))));

describe('LinearClassifier', () => {
  const vectors = [0, 1, 2, 0, 1, 2].map((id, i) =>
    unitVector(
      new Map([
        [id, 1],
        [3 + i, 0.5],
      ]),
    ),
  );
  const set = { vectors, labels: Int32Array.of(0, 1, 2, 0, 1, 2), classCount: 3, size: SIZE };

  test('separates what can be separated', () => {
    const model = LinearClassifier.train(set, 1, 42);
    vectors.forEach((example, i) => {
      const scores = model.process(example);
      expect(scores.indexOf(Math.max(...scores))).toBe(set.labels[i]);
    });
  });

  test('is the same for the same seed, and the same after saving', () => {
    const model = LinearClassifier.train(set, 1, 42);
    expect(LinearClassifier.train(set, 1, 42).weights).toEqual(model.weights);
    expect(LinearClassifier.load(new Map(model.save()), 3).process(vectors[0]!)).toEqual(
      model.process(vectors[0]!),
    );
  });
});

describe('NeighbourVoter', () => {
  test('finds what comparing with every example finds', () => {
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 20 }), vector, (examples, query) => {
        const voter = NeighbourVoter.train(examples, new Int32Array(examples.length), SIZE, 3);
        const dense = (v: typeof query) => {
          const values = new Array<number>(SIZE).fill(0);
          v.ids.forEach((id, i) => (values[id] = v.values[i]!));
          return values;
        };
        const asked = dense(query);
        const expected = examples
          .map((example) => dense(example).reduce((sum, value, id) => sum + value * asked[id]!, 0))
          .filter((similarity) => similarity > 0)
          .toSorted((a, b) => b - a)
          .slice(0, 3);
        const found = voter.process(query).map(({ similarity }) => similarity);
        expect(found).toHaveLength(expected.length);
        found.forEach((similarity, i) => expect(similarity).toBeCloseTo(expected[i]!, 4));
      }),
    );
  });
});

describe('conditional logit', () => {
  test('finds the odds of the data', () => {
    // The option with feature 1 is chosen three times of four.
    const rows = [0, 0, 0, 1].map((chosen) => ({ options: Float64Array.of(1, 0), chosen, weight: 1 }));
    const weights = fitConditionalLogit(rows, 1);
    expect(choiceProbabilities(Float64Array.of(1, 0), weights)[0]).toBeCloseTo(0.75, 2);
  });

  test('no voter counts against its own vote', () => {
    const rows = [0, 0, 0, 1].map((chosen) => ({ options: Float64Array.of(1, 0, 0, 1), chosen, weight: 1 }));
    const against = rows.map((row) => ({ ...row, options: Float64Array.of(1, 1, 0, 3) }));
    expect(fitVotingWeights(against, 2)[1]).toBeGreaterThanOrEqual(0);
    expect(fitVotingWeights(rows, 2)[0]).toBeGreaterThan(0);
  });
});

describe('stratifiedFolds', () => {
  test('every example is in one fold, and each class is spread evenly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 }),
        fc.integer({ min: 2, max: 5 }),
        (list, count) => {
          const labels = Int32Array.from(list);
          const folds = stratifiedFolds(labels, count, 1);
          for (const label of new Set(list)) {
            const sizes = Array.from(
              { length: count },
              (_, fold) =>
                splitFold(folds, fold).inside.filter((example) => labels[example] === label).length,
            );
            expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});

describe('NegationReader', () => {
  const rule = { intent: 'human', words: ['人工', '客服'], becomes: 'deny' };
  const reader = new NegationReader([rule], new Set(['human', 'deny']));

  test.each([
    ['不要转人工', ''],
    ['别再给我转人工了', ''],
    ['不用人工客服', ''],
    ['不要转人工,我要查余额', '我要查余额'],
  ])('%s refuses', (text, rest) => {
    expect(reader.process(text)).toMatchObject({ kind: 'refused', becomes: 'deny', rest });
  });

  test.each(['转人工', '需不需要转人工', '不要机器人,转人工', '别说了,给我人工', '怎么不给我转人工'])(
    '%s does not',
    (text) => {
      expect(reader.process(text)).toEqual({ kind: 'none' });
    },
  );

  test.each([
    ['不是销户,是停机', '停机'],
    ['我不是要退订,我要改套餐', '改套餐'],
    ['不要年付,要月付', '月付'],
    ['我说的不是流量而是话费', '话费'],
  ])('%s means %s', (text, meant) => {
    expect(reader.process(text)).toMatchObject({ kind: 'contrast', meant });
  });

  test.each(['是不是停机了', '不是说免费吗,怎么扣钱', '不要了'])('%s is no contrast', (text) => {
    expect(reader.process(text)).toEqual({ kind: 'none' });
  });

  test('a rule for an intent that the model lacks has no effect', () => {
    expect(new NegationReader([rule], new Set(['other'])).process('不要转人工')).toEqual({ kind: 'none' });
  });
});

describe('Homophones', () => {
  const own = ['话费', '流量', '销户', '失效', '停机'];
  const segmenter = new NodejiebaSegmenter(own);
  const texts = ['我想查一下话费', '流量还剩多少', '销户', '卡失效了', '我要停机'];
  const homophones = Homophones.train(
    texts.map((text) => readUtterance(text, segmenter)),
    own,
    (word) => ['一下', '不是', '天气'].includes(word),
  );

  test.each([
    ['查一下画费', '查一下话费'],
    ['查华费', '查话费'],
    ['刘亮还有吗', '流量还有吗'],
    ['我想查一下话费', '我想查一下话费'],
    ['不是销户', '不是销户'],
    ['今天天气', '今天天气'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    const { text: repaired, repairs } = homophones.process(text);
    expect(repaired).toBe(expected);
    expect(repairs.length).toBe(text === expected ? 0 : 1);
  });
});

describe('splitClauses', () => {
  test('leaves out greetings and fillers', () => {
    expect(splitClauses('你好,查一下话费,顺便开张发票')).toEqual(['查一下话费', '开张发票']);
  });
});

describe('measure', () => {
  const row = (expected: string, predicted: string, more: Partial<JudgedRow> = {}): JudgedRow => ({
    expected,
    predicted,
    also: [],
    confidence: 1,
    decision: 'answer',
    outOfScope: false,
    outOfScopeScore: 0,
    ...more,
  });

  test('counts right, accepted and confused labels', () => {
    const report = measure([row('a', 'a'), row('a', 'b', { also: ['b'] }), row('b', 'a')], 'oos');
    expect(report.accuracy).toBeCloseTo(1 / 3);
    expect(report.acceptedAccuracy).toBeCloseTo(2 / 3);
    expect(report.confusion).toContainEqual({ expected: 'b', predicted: 'a', count: 1 });
    expect(report.calibrationError).toBeCloseTo(1 / 3);
    expect(report.intents.find(({ intent }) => intent === 'a')).toMatchObject({
      support: 2,
      precision: 0.5,
      recall: 0.5,
    });
    expect(report.outOfScope).toBeUndefined();
  });

  test('the out-of-scope curve is perfect when the scores are', () => {
    const rows = [
      row('a', 'a', { outOfScopeScore: 0.1 }),
      row('oos', 'a', { outOfScopeScore: 0.9, outOfScope: true }),
    ];
    expect(measure(rows, 'oos').outOfScope).toMatchObject({ auroc: 1, recall: 1, falseRejection: 0 });
  });
});
