import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { currentModelFolder } from '../../../src/nlu/model-store';
import { loadNlu, type Nlu } from '../../../src/nlu/nlu';
import { trainInChild } from '../../../src/nlu/train-in-child';
import { trainModel } from '../../../src/nlu/trainer';
import { temporaryFolder, writeSmallCorpus, writeUnder } from './support/small-corpus';

const NOW = Date.parse('2026-11-02T09:00:00+08:00');

describe('a model trained from a small corpus', () => {
  const corpus = writeSmallCorpus();
  const folder = join(temporaryFolder(), 'model');
  let nlu: Nlu;
  const parse = (text: string) => nlu.parse(text, { now: NOW });

  beforeAll(async () => {
    trainModel(corpus, { kind: 'folder', folder });
    nlu = await loadNlu(folder);
  });

  test.each([
    ['帮我查查话费', 'billing.balance'],
    ['查華費餘額', 'billing.balance'],
    ['我的通信费还剩多少', 'billing.balance'],
    ['发票在哪开', 'billing.invoice'],
    ['注销这个号码', 'number.cancel'],
    ['给我转人工', 'service.human'],
  ])('understands %s', (text, intent) => {
    expect(parse(text).intent.name).toBe(intent);
  });

  test('answers what stands in the corpus, and says what it is like', () => {
    const { decision, why, intent } = parse('查一下余额');
    expect(decision).toBe('answer');
    expect(why).toContain('像「查一下余额」');
    expect(intent.confidence).toBeLessThanOrEqual(1);
  });

  test.each(['qwzxcvkjh', '😀😀😀', '', '   ', '今天天气怎么样', '给我写首诗'])(
    'does not answer %j',
    (text) => {
      expect(parse(text).decision).not.toBe('answer');
    },
  );

  test('a text with nothing known is surely out of scope', () => {
    expect(parse('😀')).toMatchObject({
      outOfScope: true,
      outOfScopeScore: 1,
      decision: 'miss',
      alternatives: [],
    });
  });

  test.each(['不要转人工', '别给我转人工', '不用找客服了'])('%s refuses the handoff', (text) => {
    expect(parse(text).intent.name).toBe('chat.deny');
  });

  test('what else is said beside a refusal counts', () => {
    expect(parse('不要转人工，查一下余额').intent.name).toBe('billing.balance');
  });

  test('not this but that means that', () => {
    expect(parse('不是销户，是停机').intent.name).toBe('number.suspend');
    expect(parse('不是停机，是销户').intent.name).toBe('number.cancel');
  });

  test('two clauses that ask for different things are two intents', () => {
    expect(
      parse('查话费余额，然后开发票')
        .intents.map(({ name }) => name)
        .toSorted(),
    ).toEqual(['billing.balance', 'billing.invoice']);
    expect(parse('查话费余额').intents).toHaveLength(1);
  });

  test('finds dictionary entities at their place in the text as sent', () => {
    const text = '😀 我想換五十九套餐';
    const [entity] = parse(text).entities.filter((found) => found.entity === 'plan_name');
    expect(entity).toMatchObject({ value: '畅达59' });
    expect(text.slice(entity!.start, entity!.end)).toBe('五十九套餐');
  });

  test('has titles, and names where there are none', () => {
    expect(nlu.title('billing.balance')).toBe('查话费余额');
    expect(nlu.title('number.cancel')).toBe('number.cancel');
  });

  test('whatever is said gets one sound interpretation', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const said = parse(text);
        expect(said.text).toBe(text);
        expect(said.intent.name).toBe(said.intent_ranking[0]!.name);
        expect(nlu.intents).toContain(said.intent.name);
        expect(said.intents[0]!.name).toBe(said.intent.name);
        for (const { confidence } of said.intent_ranking) {
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
        if (said.outOfScope) expect(said.decision).toBe('miss');
      }),
    );
  });

  test('is the same model when trained again in another place, and is not trained twice in the same', () => {
    const second = join(temporaryFolder(), 'model');
    const result = trainModel(corpus, { kind: 'folder', folder: second });
    expect(result).toMatchObject({ id: nlu.modelId, reused: false, intents: 7 });
    for (const name of ['linear.bin', 'model.json', 'pinyin-voter.json', 'manifest.json']) {
      expect(readFileSync(join(second, name)).equals(readFileSync(join(folder, name)))).toBe(true);
    }
    expect(trainModel(corpus, { kind: 'folder', folder: second }).reused).toBe(true);
  });

  test('has another id when the settings change', () => {
    const other = writeSmallCorpus({
      'pipeline.yml': 'seed: 7\ncalibration: {folds: 3}\npinyin_voter: {enabled: false}\n',
    });
    const { id } = trainModel(other, { kind: 'folder', folder: join(temporaryFolder(), 'model') });
    expect(id).not.toBe(nlu.modelId);
  });

  test('is refused when a file was changed, is missing or belongs to another program', async () => {
    const broken = join(temporaryFolder(), 'model');
    const train = () => trainModel(corpus, { kind: 'folder', folder: broken });
    train();
    appendFileSync(join(broken, 'linear.bin'), 'x');
    await expect(loadNlu(broken)).rejects.toMatchObject({ code: 'model_broken' });
    expect(train().reused).toBe(false);
    rmSync(join(broken, 'features.bin'));
    await expect(loadNlu(broken)).rejects.toMatchObject({ code: 'model_broken' });
    writeFileSync(join(broken, 'manifest.json'), '{"format": 99}');
    await expect(loadNlu(broken)).rejects.toMatchObject({ code: 'model_broken' });
    await expect(loadNlu(join(broken, 'nowhere'))).rejects.toMatchObject({ code: 'model_missing' });
  });

  test('never overwrites a folder that holds something else', () => {
    const folderOfMine = temporaryFolder();
    writeUnder(folderOfMine, 'diary.txt', 'mine');
    expect(() => trainModel(corpus, { kind: 'folder', folder: folderOfMine })).toThrow('training_failed');
    expect(existsSync(join(folderOfMine, 'diary.txt'))).toBe(true);
  });
});

describe('training in a child process', () => {
  test('publishes the model and reports progress', async () => {
    const modelsFolder = join(temporaryFolder(), 'models');
    const corpusPath = writeUnder(
      temporaryFolder(),
      'corpus.jsonl',
      ['查话费', '话费多少', '还有话费吗', '余额多少']
        .map((text) => JSON.stringify({ text, intent: 'balance' }))
        .concat(['你好', '您好', '在吗', '早上好'].map((text) => JSON.stringify({ text, intent: 'greet' })))
        .join('\n'),
    );
    const stages = new Set<string>();
    const result = await trainInChild(
      { corpusPath, target: { kind: 'publish', modelsFolder } },
      ({ stage }) => stages.add(stage),
    );
    expect(currentModelFolder(modelsFolder)).toBe(result.folder);
    expect([...stages]).toEqual(expect.arrayContaining(['read', 'classifiers', 'calibration']));
    const nlu = await loadNlu(result.folder);
    expect(nlu.parse('话费还有多少', { now: NOW }).intent.name).toBe('balance');
  });

  test('hands the complaint of a bad corpus to the caller', async () => {
    const corpusPath = writeUnder(temporaryFolder(), 'corpus.jsonl', '{"text": 1}\n');
    const target = { kind: 'folder' as const, folder: join(temporaryFolder(), 'model') };
    await expect(trainInChild({ corpusPath, target })).rejects.toMatchObject({ code: 'corpus_invalid' });
    await expect(trainInChild({ corpusPath: '/nowhere/at/all', target })).rejects.toMatchObject({
      code: 'corpus_missing',
    });
  });

  test('a folder without a published model is model_missing', () => {
    expect(() => currentModelFolder(temporaryFolder())).toThrow('model_missing');
  });
});
