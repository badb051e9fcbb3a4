import { passagesOf } from '../../../src/kb/passages';

describe('passagesOf', () => {
  test('the first paragraph is the answer, each heading a section', () => {
    expect(
      passagesOf(
        '答案**很**短。\n\n补充。\n\n## 办法\n- APP：首页\n  - 更多\n- 短信：CXHF\n\n### 小标题\n内容',
      ),
    ).toEqual({
      answer: '答案很短。',
      sections: [
        { heading: '', text: '补充。' },
        { heading: '办法', text: '• APP：首页\n  • 更多\n• 短信：CXHF\n小标题\n内容' },
      ],
    });
  });

  test.each([
    ['a numbered list', '2. 甲\n3. 乙', '2. 甲\n3. 乙'],
    [
      'a table of two columns',
      '| 包 | 价 |\n|---|---|\n| 日包 | 3元 |\n| 月包 | 15元 |',
      '日包：3元\n月包：15元',
    ],
    [
      'a wide table',
      '| 速率 | 包月 | 包年 |\n|---|---|---|\n| 300M | 60元 | 600元 |',
      '300M：包月 60元，包年 600元',
    ],
    ['a link', '见[网厅](https://www.tongda.example)', '见网厅（https://www.tongda.example）'],
    ['a bare address', '见<https://a.example>', '见https://a.example'],
    ['broken lines of Chinese', '一行\n又一行', '一行又一行'],
    ['broken lines of English', 'one\ntwo', 'one two'],
    ['a code block', '```\nCXHF\n```', 'CXHF'],
    ['code and entities', '发 `CXLL` &lt;5GB', '发 CXLL <5GB'],
  ])('%s reads well', (_, body, text) => {
    expect(passagesOf(body).answer).toBe(text);
  });

  test('a body that opens with a heading answers with its first section', () => {
    expect(passagesOf('## 甲\n一\n## 乙\n二')).toEqual({
      answer: '一',
      sections: [{ heading: '乙', text: '二' }],
    });
  });

  test('of nothing is nothing', () => {
    expect(passagesOf('')).toEqual({ answer: '', sections: [] });
  });
});
