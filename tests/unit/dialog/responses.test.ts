import * as fc from 'fast-check';
import { REQUIRED_RESPONSES } from '../../../src/dialog/required-responses';
import { parseResponses, readResponses } from '../../../src/dialog/responses';

const REQUIRED = `version: "3.1"\nresponses:\n${Object.keys(REQUIRED_RESPONSES)
  .map((name) => `  ${name}:\n    - text: ${name}`)
  .join('\n')}\n`;
const required = { file: 'required.yml', source: REQUIRED };
const more = (source: string) => parseResponses([required, { file: 'more.yml', source }]);

describe('responses', () => {
  const responses = more('responses:\n  utter_x:\n    - text: 一\n    - text: 二\n    - text: 三\n');

  test('neighbouring numbers give different wordings, equal numbers equal ones', () => {
    fc.assert(
      fc.property(fc.integer(), (pick) => {
        expect(responses.text('utter_x', {}, pick)).not.toBe(responses.text('utter_x', {}, pick + 1));
        expect(responses.text('utter_x', {}, pick)).toBe(responses.text('utter_x', {}, pick));
      }),
    );
  });

  test('a wording is never the last one, where there is another', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(2), (seed, last) => {
        const variant = responses.variant('utter_x', seed, last);
        expect(variant).not.toBe(last);
        expect([0, 1, 2]).toContain(variant);
      }),
    );
    expect(responses.variant('utter_miss', 5, 0)).toBe(0);
  });

  test('placeholders are filled in, and a value is never read as one', () => {
    const source = REQUIRED.replace('text: utter_queue_position_wait', 'text: 前面{ahead}位，{minutes}分钟');
    const queue = parseResponses([{ file: 'a.yml', source }]);
    expect(queue.text('utter_queue_position_wait', { ahead: 0, minutes: '{ahead}' })).toBe(
      '前面0位，{ahead}分钟',
    );
  });

  test('an unknown name is refused', () => {
    expect(() => responses.text('utter_nothing')).toThrow('not_found: response utter_nothing');
    expect(responses.has('utter_nothing')).toBe(false);
  });

  test.each([
    ['responses:\n  utter_y:\n    - text: ""\n', 'more.yml:3: responses.utter_y.0.text'],
    ['responses:\n  utter_y: []\n', 'more.yml:2: responses.utter_y'],
    ['responses:\n  say_y:\n    - text: a\n', 'more.yml:2'],
    ['responses:\n  utter_y:\n    - txt: a\n', 'more.yml:3'],
    ['responses:\n  utter_y:\n    - text: 你好{name}\n', 'more.yml:3: utter_y 不能使用 {name}'],
    ['responses:\n  utter_miss:\n    - text: a\n', 'more.yml:2: utter_miss 重复'],
    ['responses:\n  utter_y:\n   - text: "a\n', 'more.yml:4'],
    ['other: 1\nresponses: {}\n', 'more.yml:1'],
    ['', 'more.yml:1: responses'],
  ])('%j is refused with its place', (source, complaint) => {
    expect(() => more(source)).toThrow(complaint);
    expect(() => more(source)).toThrow(expect.objectContaining({ code: 'corpus_invalid' }));
  });

  test('a missing response is named', () => {
    const source = REQUIRED.replace('utter_queue_next:', 'utter_other:');
    expect(() => parseResponses([{ file: 'a.yml', source }])).toThrow('缺少应答：utter_queue_next');
  });

  test('a missing folder is told', () => {
    expect(() => readResponses('no/such')).toThrow(expect.objectContaining({ code: 'corpus_missing' }));
  });

  test('the shipped ones are complete', () => {
    const shipped = readResponses('corpus/responses');
    expect(shipped.text('utter_queue_position', { ahead: 3 })).toContain('3');
    expect(shipped.has('utter_chat.greet')).toBe(true);
  });
});
