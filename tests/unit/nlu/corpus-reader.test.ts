import { readCorpus } from '../../../src/nlu/corpus-reader';
import { dictionaryEntries } from '../../../src/nlu/corpus/vocabulary';
import { lintCorpus } from '../../../src/nlu/lint/lint-corpus';
import { temporaryFolder, writeSmallCorpus, writeUnder } from './support/small-corpus';

const yaml = (body: string) => `version: "3.1"\nnlu:\n${body}`;
const complaintOf = (name: string, content: string): string => {
  try {
    readCorpus(writeUnder(temporaryFolder(), name, content));
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the corpus was accepted');
};

describe('readCorpus', () => {
  test('reads annotations, synonyms, lookups and regexes with their lines', () => {
    const corpus = readCorpus(
      writeUnder(
        temporaryFolder(),
        'nlu.yml',
        yaml(
          '  - intent: data.buy\n    examples: |\n      - 买[30G]{"entity": "data_volume", "value": 30720}的[流量](item)\n' +
            '      - 加个包\n  - intent: other\n    examples:\n      - text: 你好\n' +
            '  - regex: phone\n    examples: |\n      - \\d{11}\n  - lookup: place\n    examples: |\n      - 北京\n',
        ),
      ),
    );
    const [first, second, third] = corpus.examples;
    expect(first).toMatchObject({ text: '买30G的流量', intent: 'data.buy', source: { line: 5 } });
    expect(first!.entities).toEqual([
      { entity: 'data_volume', start: 1, end: 4, value: 30720 },
      { entity: 'item', start: 5, end: 7, value: '流量' },
    ]);
    expect(second!.source.line).toBe(6);
    expect(third).toMatchObject({ text: '你好', intent: 'other' });
    expect(corpus.regexes).toMatchObject([{ name: 'phone', pattern: '\\d{11}' }]);
    expect(corpus.lookups).toMatchObject([{ entity: 'place', values: ['北京'] }]);
  });

  test.each([
    ['rows.jsonl', '{"text":"查话费","intent":"a","session":"1"}\n\n{"text":"你好","intent":"b"}\n'],
    [
      'corpus.json',
      '{"name":"x","data":[{"intent":"a","utterances":["查话费"]},\n{"intent":"b","utterances":["你好"]}]}',
    ],
    ['rows.csv', 'text,intent\n"查话费",a\n你好,b\n'],
  ])('reads %s', (name, content) => {
    const corpus = readCorpus(writeUnder(temporaryFolder(), name, content));
    expect(corpus.examples.map(({ text, intent }) => [text, intent])).toEqual([
      ['查话费', 'a'],
      ['你好', 'b'],
    ]);
    expect(corpus.examples.at(-1)!.source.line).toBeGreaterThan(1);
    expect(corpus.words).toEqual([]);
  });

  test('a quoted CSV field may hold commas, quotes and line breaks', () => {
    const content = 'intent,text\na,"他说""好"",\n行"\nb,在吗\n';
    const corpus = readCorpus(writeUnder(temporaryFolder(), 'rows.csv', content));
    expect(corpus.examples[0]!.text).toBe('他说"好",\n行');
    expect(corpus.examples[1]!.source.line).toBe(4);
  });

  test.each([
    ['broken YAML', 'a.yml', 'version: "3.1"\nnlu: [', 'a.yml:2'],
    [
      'an unknown key',
      'a.yml',
      yaml('  - intent: a\n    exampels: |\n      - 你好\n'),
      'a.yml:4 不认识的键 exampels',
    ],
    [
      'an intent in two places',
      'a.yml',
      yaml('  - intent: a\n    examples: |\n      - 你好\n  - intent: a\n    examples: |\n      - 在吗\n'),
      'a.yml:6',
    ],
    [
      'a line without a dash',
      'a.yml',
      yaml('  - intent: a\n    examples: |\n      - 你好\n      在吗\n'),
      'a.yml:6',
    ],
    [
      'a bad mark',
      'a.yml',
      yaml('  - intent: a\n    examples: |\n      - 买[30G]{"entity": 5}\n'),
      'a.yml:5',
    ],
    ['a bad regex', 'a.yml', yaml('  - regex: a\n    examples: |\n      - (\n'), 'a.yml:5'],
    ['a row without intent', 'a.jsonl', '{"text":"你好","intent":"a"}\n{"text":"在吗"}\n', 'a.jsonl:2'],
    ['a row that is not JSON', 'a.jsonl', 'hello\n', 'a.jsonl:1'],
    ['a CSV without header', 'a.csv', '查话费,a\n', 'a.csv:1'],
    ['only one intent', 'a.jsonl', '{"text":"你好","intent":"a"}\n', 'a.jsonl:1'],
    ['an unknown kind of file', 'a.txt', 'hello', 'a.txt:1'],
  ])('complains about %s with file and line', (_, name, content, expected) => {
    const complaint = complaintOf(name, content);
    expect(complaint).toContain('corpus_invalid');
    expect(complaint).toContain(expected);
  });

  test('names every mistake of a folder at once', () => {
    const folder = writeSmallCorpus({
      'pipeline.yml': 'seed: 1\nfeatures:\n  charcters: 3\n',
      'intents/more.yml': yaml('  - intent: chat.deny\n    examples: |\n      - 不嘛\n'),
    });
    expect(() => readCorpus(folder)).toThrow(/intents\/more\.yml:3 .*chat\.deny[^]*pipeline\.yml:3 /);
  });

  test('questions of an article of one intent are examples of it', () => {
    const article = (intents: string) =>
      `---\ntitle: 怎么开发票\nquestions:\n  - 专票怎么弄呀\nintents: ${intents}\n---\n正文\n`;
    const corpus = readCorpus(
      writeSmallCorpus({
        'kb/billing/billing-invoice.md': article('[billing.invoice]'),
        'kb/billing/two.md': article('[billing.invoice, billing.balance]').replaceAll('怎么', '如何'),
        'kb/other/none.md': article('[no.such]').replaceAll('怎么', '哪里'),
      }),
    );
    const found = corpus.examples.filter(({ fromArticle }) => fromArticle);
    expect(found.map(({ text, intent, source }) => [text, intent, source.line])).toEqual([
      ['怎么开发票', 'billing.invoice', 2],
      ['专票怎么弄呀', 'billing.invoice', 4],
    ]);
  });

  test('a missing corpus is corpus_missing', () => {
    expect(() => readCorpus('/nowhere/at/all')).toThrow('corpus_missing');
  });

  test('a lookup value takes its synonyms as aliases', () => {
    expect(dictionaryEntries(readCorpus(writeSmallCorpus()))).toEqual([
      { type: 'plan_name', canonical: '畅达59', aliases: ['五十九套餐'] },
    ]);
  });
});

describe('lintCorpus', () => {
  test('finds nothing wrong with a sound corpus', () => {
    expect(lintCorpus(readCorpus(writeSmallCorpus()))).toEqual([]);
  });

  test('finds each kind of mistake at its line', () => {
    const rows = [
      { text: '查话费', intent: 'a' },
      { text: '查話費！！', intent: 'a' },
      { text: '查话费', intent: 'b' },
      { text: '去北京', intent: 'b', entities: [{ entity: 'place', start: 1, end: 9 }] },
      { text: '去北京', intent: 'b', entities: [{ entity: 'plaec', start: 1, end: 3, text: '上海' }] },
    ];
    const path = writeUnder(temporaryFolder(), 'a.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    const found = lintCorpus(readCorpus(path)).map(
      ({ rule, line, severity }) => `${line} ${rule} ${severity}`,
    );
    expect(found).toEqual(
      expect.arrayContaining([
        '1 too-few-utterances warning',
        '3 conflicting-utterance error',
        '4 broken-annotation error',
        '5 broken-annotation error',
        '5 duplicate-utterance warning',
        '5 unknown-entity warning',
      ]),
    );
  });
});
