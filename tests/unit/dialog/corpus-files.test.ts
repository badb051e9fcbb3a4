import { readHotQuestions, parseHotQuestions } from '../../../src/dialog/hot-questions';
import { parseDialogSettings, readDialogSettings } from '../../../src/dialog/settings';
import { readArticles } from '../../../src/kb/article-folder';
import { wordingsOf, type Article } from '../../../src/kb/article';

describe('dialog.yml', () => {
  test('has a default for everything', () => {
    const settings = readDialogSettings('no/such/dialog.yml');
    expect(settings).toMatchObject({
      missesToHandoff: 2,
      clarifyOptions: 3,
      noneLabel: '都不是',
      humanLabel: '转人工',
    });
    expect(settings.humanPhrases).toContain('转人工');
    expect(settings.bareWords.size).toBe(0);
  });

  test('is read under its own names', () => {
    expect(parseDialogSettings('misses_to_handoff: 3\nhuman_label: 找人\n', 'd.yml')).toMatchObject({
      missesToHandoff: 3,
      humanLabel: '找人',
    });
  });

  test.each([
    ['misses_to_handoff: 0', 'd.yml:1: misses_to_handoff'],
    ['version: "3.1"\nmisses: 2', 'd.yml:2'],
    ['version: "3.1"\nconflict_margin: 1.5', 'd.yml:2: conflict_margin'],
    ['bare_words:\n  流量: [data.usage]', 'd.yml:2: bare_words.流量'],
    ['a: [', 'd.yml:1'],
  ])('%j is refused with its place', (source, complaint) => {
    expect(() => parseDialogSettings(source, 'd.yml')).toThrow(complaint);
  });
});

describe('hot-questions.yml', () => {
  const none = { find: (): Article | undefined => undefined };

  test.each([
    ['hot_questions:\n  - article: gone\n    question: 怎么查\n', 'h.yml:2: 没有知识 gone'],
    ['hot_questions: []\n', 'h.yml:1'],
    ['hot_questions:\n  - article: gone\n', 'h.yml:2: hot_questions.0.question'],
  ])('%j is refused with its place', (source, complaint) => {
    expect(() => parseHotQuestions(source, 'h.yml', none)).toThrow(complaint);
  });

  test('a missing file is told', () => {
    expect(() => readHotQuestions('no/such', none)).toThrow(
      expect.objectContaining({ code: 'corpus_missing' }),
    );
  });
});

describe('the shipped corpus', () => {
  const articles = new Map(readArticles('corpus/kb').map((article) => [article.id, article]));

  test('has eight hot questions, each a wording of its article', () => {
    const questions = readHotQuestions('corpus/hot-questions.yml', { find: (id) => articles.get(id) });
    expect(questions).toHaveLength(8);
    for (const { articleId, question } of questions)
      expect(wordingsOf(articles.get(articleId)!)).toContain(question);
  });

  test('offers only articles, and intents that some article answers, for bare words', () => {
    const answered = new Set([...articles.values()].flatMap(({ intents }) => intents));
    const { bareWords } = readDialogSettings('corpus/dialog.yml');
    expect(
      [...bareWords.values()].flat().filter((name) => !answered.has(name) && !articles.has(name)),
    ).toEqual([]);
  });
});
