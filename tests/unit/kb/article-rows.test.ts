import * as fc from 'fast-check';
import { readArticle } from '../../../src/kb/article-reader';
import { readArticleRows } from '../../../src/kb/article-rows';
import { articleRow, writeArticle } from '../../../src/kb/article-writer';
import { buildArticle, SAMPLE } from './sample-articles';

const DAY = '2026-11-20';
const rows = (...values: unknown[]) => values.map((value) => JSON.stringify(value)).join('\n');

describe('readArticleRows', () => {
  test('a bare text titles its own article', () => {
    expect(
      readArticleRows(rows({ id: 0, text: '怎么还款' }, { id: 'a b', text: '借不到' }), 'x', DAY),
    ).toEqual([
      {
        id: '0',
        title: '怎么还款',
        questions: [],
        category: '导入',
        intents: [],
        updated: DAY,
        body: '怎么还款',
      },
      expect.objectContaining({ id: expect.stringMatching(/^import-[0-9a-f]{16}$/) }),
    ]);
  });

  test('whole articles come back as they were written', () => {
    expect(readArticleRows(rows(...SAMPLE.map(articleRow)), 'x', DAY)).toEqual(SAMPLE);
  });

  test('every wrong line is named', () => {
    const source = `{"id":1,"text":"甲"}\n\nnope\n[]\n{"id":1,"text":"乙"}\n{"id":2,"text":" "}\n{"id":3}`;
    expect(() => readArticleRows(source, 'f.jsonl', DAY)).toThrow(
      /f\.jsonl:3: .*\nf\.jsonl:4: .*\nf\.jsonl:5: id 1 重复\nf\.jsonl:6: text: 不能为空\nf\.jsonl:7: /,
    );
  });
});

describe('writeArticle', () => {
  const line = fc
    .string({
      unit: fc.constantFrom(...Array.from('话费: -#"\'[]{}&*!|>%@`,?a1')),
      minLength: 1,
      maxLength: 20,
    })
    .map((text) => `问${text}`.trim());

  test('reading it back gives the same article', () => {
    fc.assert(
      fc.property(
        line,
        fc.array(line, { maxLength: 3 }),
        fc.constantFrom('007', '12', 'true', 'a-b'),
        (title, questions, id) => {
          const article = buildArticle({
            id,
            title,
            questions,
            validUntil: '2027-01-01',
            body: '答案。\n\n---\n\n## 节\n- 项',
          });
          fc.pre(![title, ...questions].some((text) => /<[a-z!/]/i.test(text)));
          expect(readArticle(writeArticle(article), 'a.md')).toEqual(article);
        },
      ),
    );
  });
});
