import { parseTestCases } from '../../conversation/test-case';

describe('a scripted conversation', () => {
  test('is read step by step with its lines', () => {
    const source = `test_cases:
  - test_case: 查流量
    steps:
      - user: 流量
      - utter: utter_clarify
      - utter: /哪一.项/
      - bot: 哪一项
      - buttons: [查流量, 都不是]
      - article: data-usage
      - handoff: none
      - slot_was_set:
          - plan: 畅达59
          - city
`;
    expect(parseTestCases(source, 't.yml')).toEqual([
      {
        name: '查流量',
        steps: [
          { line: 4, kind: 'user', text: '流量' },
          { line: 5, kind: 'utter', name: 'utter_clarify' },
          { line: 6, kind: 'utterMatch', pattern: /哪一.项/u },
          { line: 7, kind: 'bot', part: '哪一项' },
          { line: 8, kind: 'buttons', labels: ['查流量', '都不是'] },
          { line: 9, kind: 'article', id: 'data-usage' },
          { line: 10, kind: 'handoff', reason: 'none' },
          { line: 11, kind: 'slots', slots: [{ name: 'plan', value: '畅达59' }, { name: 'city' }] },
        ],
      },
    ]);
  });

  test.each([
    ['- user: a\n        bot: b', 4],
    ['- handoff: bored', 4],
    ['- user: a\n      - says: b', 5],
    ['- utter: /(/', 4],
  ])('%j is refused with its line', (steps, line) => {
    const source = `test_cases:\n  - test_case: x\n    steps:\n      ${steps}\n`;
    expect(() => parseTestCases(source, 't.yml')).toThrow(`t.yml:${line}: `);
  });
});
