import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TongdaError } from '../../../src/errors';
import { readArticles, scanArticles } from '../../../src/kb/article-folder';
import { parseArticle, readArticle } from '../../../src/kb/article-reader';

const GOOD = `---
id: billing-balance
title: 怎么查话费
questions:
  - 话费还有多少
category: 话费/查询
intents: [billing.balance]
valid_from: 2026-01-01
updated: 2026-11-01
---
在APP首页可以看到。

## 短信
发CXHF到10039。
`;

const complaintsOf = (source: string) => {
  const result = parseArticle(source, 'a.md');
  return result.ok ? [] : result.complaints.map(({ line, message }) => `${line}: ${message}`);
};

describe('parseArticle', () => {
  test('reads the front matter and the body', () => {
    expect(readArticle(GOOD, 'a.md')).toEqual({
      id: 'billing-balance',
      title: '怎么查话费',
      questions: ['话费还有多少'],
      category: '话费/查询',
      intents: ['billing.balance'],
      validFrom: '2026-01-01',
      updated: '2026-11-01',
      body: '在APP首页可以看到。\n\n## 短信\n发CXHF到10039。',
    });
  });

  test('takes Windows line ends and a byte order mark', () => {
    expect(readArticle(`\uFEFF${GOOD.replaceAll('\n', '\r\n')}`, 'a.md')).toEqual(readArticle(GOOD, 'a.md'));
  });

  test.each([
    ['an empty file', '', '1: 文件为空'],
    ['no front matter', '正文', '1: 文件应以 --- 开头'],
    ['an open front matter', '---\nid: x\n', '3: 没有找到结束的 ---'],
    ['a missing title', GOOD.replace(/title:.*\n/, ''), /^\d+: title: /],
    [
      'a wrong date',
      GOOD.replace('updated: 2026-11-01', 'updated: 2026-02-30'),
      '9: updated: 日期应写成 YYYY-MM-DD',
    ],
    ['an unknown key', GOOD.replace('intents:', 'intent:'), /^7: .*intent/],
    ['a wrong item', GOOD.replace('话费还有多少', '{a: 1}'), /^5: questions\.0: /],
    ['an unsafe id', GOOD.replace('billing-balance\n', '../../etc\n'), /^2: id: /],
    [
      'dates the wrong way round',
      GOOD.replace('updated:', 'valid_until: 2025-01-01\nupdated:'),
      '9: valid_until: valid_until 早于 valid_from',
    ],
    ['a body of nothing', `${GOOD.split('---\n').slice(0, 2).join('---\n')}---\n  \n`, '11: 正文为空'],
    ['broken YAML', GOOD.replace('title: 怎么查话费', 'title: "怎么'), /^\d+: YAML 有误/],
    ['a key given twice', GOOD.replace('title:', 'id: x\ntitle:'), /^3: YAML 有误/],
    ['a huge file', GOOD + '字'.repeat(70_000), '1: 文件超过 200 kB'],
  ])('complains of %s', (_, source, complaint) => {
    const [first] = complaintsOf(source);
    if (typeof complaint === 'string') expect(first).toBe(complaint);
    else expect(first).toMatch(complaint);
  });

  test('collects every complaint', () => {
    const source = GOOD.replace('怎么查话费', '""')
      .replace('2026-11-01', 'gestern')
      .replace('[billing.balance]', '5');
    expect(complaintsOf(source)).toHaveLength(3);
  });

  test('strips HTML to its text, scripts with their content', () => {
    const article = readArticle(
      GOOD.replace('在APP', '<b>在</b><script>alert(1)</script><scr<b>ipt>APP').replace(
        '怎么查',
        '<i>怎么</i>查',
      ),
      'a.md',
    );
    expect(article.title).toBe('怎么查话费');
    expect(article.body).toContain('在');
    expect(article.body).not.toMatch(/<|alert/);
  });

  test('refuses a bomb of aliases', () => {
    const bomb = `---\na: &a [1,1]\nb: &b [${'*a,'.repeat(30)}*a]\nc: [${'*b,'.repeat(30)}*b]\n---\nx`;
    expect(complaintsOf(bomb).length).toBeGreaterThan(0);
  });
});

describe('article folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tongda-kb-'));
    mkdirSync(path.join(folder, 'billing'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, source: string) => writeFileSync(path.join(folder, name), source);

  test('reads all folders below and passes over other files', () => {
    write('billing/billing-balance.md', GOOD);
    write('readme.txt', 'x');
    expect(readArticles(folder).map(({ id }) => id)).toEqual(['billing-balance']);
  });

  test('keeps the good ones and names file and line of the others', () => {
    write('a.md', GOOD.replace('billing-balance', 'a'));
    write('b.md', 'x');
    write('c.md', GOOD.replace('billing-balance', 'other'));
    write('billing/a.md', GOOD.replace('billing-balance', 'a'));
    const { found, complaints } = scanArticles(folder);
    expect(found.map(({ article }) => article.id)).toEqual(['a']);
    expect(complaints.map(({ file, message }) => `${path.relative(folder, file)} ${message}`)).toEqual([
      'b.md 文件应以 --- 开头',
      expect.stringContaining('billing/a.md id a 与'),
      'c.md 文件名应为 other.md',
    ]);
    expect(() => readArticles(folder)).toThrow(new TongdaError('corpus_invalid', describeAll(complaints)));
  });

  test('a missing folder is corpus_missing', () => {
    expect(() => readArticles(path.join(folder, 'none'))).toThrow(/^corpus_missing/);
  });
});

function describeAll(complaints: { file: string; line: number; message: string }[]): string {
  return complaints.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n');
}
