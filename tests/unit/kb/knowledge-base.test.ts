import { TongdaError } from '../../../src/errors';
import type { SearchContext } from '../../../src/kb/answer';
import { buildArticle, buildKnowledgeBase, SAMPLE } from './sample-articles';

const NOON = Date.parse('2026-11-20T12:00:00+08:00');
const context: SearchContext = { intents: [], now: NOON };

describe('ranking', () => {
  const base = buildKnowledgeBase();

  test.each(SAMPLE.flatMap(({ id, questions }) => questions.map((question) => [question, id])))(
    'answers its own wording 「%s」 with %s',
    (question, id) => {
      const result = base.search(question, context);
      expect(result.decision).toBe('answer');
      expect(result.hits[0]?.articleId).toBe(id);
    },
  );

  test.each([
    ['话费余额怎么看呀', 'billing-balance'],
    ['发票怎么开', 'billing-invoice'],
    ['我要注销', 'number-cancel'],
    ['光猫红灯一直亮', 'broadband-fault'],
    ['宽带移机', 'broadband-move'],
  ])('finds 「%s」 in %s', (question, id) => {
    expect(base.search(question, context).hits[0]?.articleId).toBe(id);
  });

  test.each(['今天天气怎么样', '帮我写首诗', '你吃饭了吗', 'hello world', '', '？！', ' '])(
    'has nothing for 「%s」',
    (question) => {
      expect(base.search(question, context).decision).toBe('none');
    },
  );

  test('scores lie between 0 and 1 and fall', () => {
    const scores = base.search('流量', { ...context, limit: 8 }).hits.map(({ score }) => score);
    expect(scores.length).toBeGreaterThan(1);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    for (const score of scores) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  });

  test('does not answer where two articles fit alike', () => {
    const twin = { category: 'x', body: '一样的答案。' };
    const twins = buildKnowledgeBase({
      articles: [
        ...SAMPLE,
        buildArticle({ id: 'a', title: '彩铃怎么开通', ...twin }),
        buildArticle({ id: 'b', title: '彩铃怎么退订', ...twin }),
      ],
    });
    const result = twins.search('彩铃', context);
    expect(result.decision).not.toBe('answer');
    expect(result.hits.slice(0, 2).map(({ articleId }) => articleId)).toEqual(['a', 'b']);
  });

  test('asks where a lone word is the subject of many articles', () => {
    const services = ['彩铃', '漫游', '宽带', '发票', '流量'].map((word) => `${word}怎么退订`);
    const many = buildKnowledgeBase({
      articles: [
        ...SAMPLE,
        ...services.map((title, i) => buildArticle({ id: `s${i}`, title, questions: [`退订${title}`] })),
      ],
    });
    expect(many.search('退订', context).decision).toBe('ask');
  });

  test('of bare texts too, a foreign question has no answer and a wording has one', () => {
    const texts = ['怎么提前还款', '逾期了会怎么样', '还款日可以改吗', '为什么借不到', '怎么换还款的银行卡'];
    const bare = buildKnowledgeBase({
      articles: texts.map((title, i) => buildArticle({ id: `${i}`, title, body: title })),
    });
    expect(bare.search('怎么去北京', context).decision).toBe('none');
    const own = bare.search('逾期了会怎么样', { ...context, limit: 1 });
    expect(own).toMatchObject({ decision: 'answer', hits: [{ articleId: '1' }] });
  });

  test('gives as many hits as asked for', () => {
    expect(base.search('流量', { ...context, limit: 2 }).hits).toHaveLength(2);
  });

  test('forgives a homophone', () => {
    expect(base.search('查华费', context).hits[0]?.articleId).toBe('billing-balance');
  });

  test('a question of stop words alone finds its own wording', () => {
    const known = buildKnowledgeBase({ articles: [...SAMPLE, buildArticle({ id: 'how', title: '怎么办' })] });
    expect(known.search('怎么办', context).hits[0]?.articleId).toBe('how');
  });

  test('the order of loading does not matter', () => {
    const reversed = buildKnowledgeBase({ articles: SAMPLE.toReversed() });
    expect(reversed.search('流量包', context)).toEqual(base.search('流量包', context));
  });
});

describe('intents', () => {
  const base = buildKnowledgeBase();

  test('bring in an article that shares no word with the question', () => {
    const intents = [{ name: 'roaming.international', confidence: 0.95 }];
    const [hit] = base.search('下周要去东京玩', { ...context, intents }).hits;
    expect(hit?.articleId).toBe('roaming-daily');
    expect(hit?.why).toContain('意图 roaming.international 0.95');
  });

  test('decide between articles that fit alike, the surer the more', () => {
    const score = (confidence: number) => {
      const intents = [{ name: 'data.buy', confidence }];
      return base
        .search('流量', { ...context, intents, limit: 8 })
        .hits.find(({ articleId }) => articleId === 'data-buy')!.score;
    };
    expect(score(0.9)).toBeGreaterThan(score(0.4));
  });

  test('list their articles', () => {
    expect(base.articlesFor('billing.balance').map(({ id }) => id)).toEqual(['billing-balance']);
    expect(base.articlesFor('billing')).toEqual([]);
  });
});

describe('passage', () => {
  const base = buildKnowledgeBase();
  const passage = (question: string) => base.search(question, context).hits[0]?.passage;

  test('is the answer paragraph', () => {
    expect(passage('宽带怎么移机')).toBe('预约移机后师傅会上门安装。');
  });

  test('leads to a section that fits clearly better', () => {
    expect(passage('移机收费标准')).toBe(
      '预约移机后师傅会上门安装。\n\n收费标准\n移机每次收费100元，师傅上门时收取。',
    );
  });
});

describe('why', () => {
  test('names the words and the nearest wording', () => {
    const [hit] = buildKnowledgeBase().search('怎么查话费', context).hits;
    expect(hit?.why).toEqual([expect.stringMatching(/^匹配.*「话费」/), '像问题「怎么查话费」']);
  });

  test('names the synonym that led there', () => {
    const base = buildKnowledgeBase({ synonyms: [['话费', '通信费']] });
    const [hit] = base.search('通信费还剩多少', context).hits;
    expect(hit?.articleId).toBe('billing-balance');
    expect(hit?.why).toContain('同义词 通信费→话费');
  });

  test('names what only sounds alike', () => {
    const [hit] = buildKnowledgeBase().search('查华费', context).hits;
    expect(hit?.why).toContainEqual(expect.stringMatching(/^读音相近.*「华费」/));
  });
});

describe('validity', () => {
  const base = buildKnowledgeBase({
    articles: [
      buildArticle({
        id: 'sale',
        title: '双十一活动',
        validFrom: '2026-11-10',
        validUntil: '2026-11-12',
        intents: ['sale'],
      }),
    ],
  });
  const found = (iso: string) => {
    const now = Date.parse(iso);
    const intents = [{ name: 'sale', confidence: 0.9 }];
    const hits = base.search('双十一活动', { intents, now }).hits.length;
    expect(base.articlesFor('sale', now)).toHaveLength(hits);
    return hits === 1;
  };

  test.each([
    ['2026-11-09T23:59:59+08:00', false],
    ['2026-11-10T00:00:00+08:00', true],
    ['2026-11-12T23:59:59+08:00', true],
    ['2026-11-13T00:00:00+08:00', false],
  ])('at %s: %s', (iso, expected) => {
    expect(found(iso)).toBe(expected);
  });
});

describe('editing', () => {
  test('an article is found once it is put and gone once it is removed', () => {
    const base = buildKnowledgeBase();
    expect(base.search('怎么换eSIM', context).decision).toBe('none');
    base.put(buildArticle({ id: 'number-esim', title: '怎么换eSIM' }));
    expect(base.search('怎么换eSIM', { ...context, limit: 1 })).toMatchObject({
      decision: 'answer',
      hits: [{ articleId: 'number-esim' }],
    });
    expect(base.remove('number-esim')).toBe(true);
    expect(base.remove('number-esim')).toBe(false);
    expect(base.search('怎么换eSIM', context).decision).toBe('none');
  });

  test('putting, replacing and removing leaves no trace', () => {
    const fresh = buildKnowledgeBase();
    const edited = buildKnowledgeBase();
    edited.put({ ...SAMPLE[0]!, title: '别的标题', questions: [], body: '别的内容。' });
    edited.put(buildArticle({ id: 'x', title: '怎么查询话费余额' }));
    edited.remove('x');
    edited.put(SAMPLE[0]!);
    expect(edited.search('怎么查流量和话费', context)).toEqual(fresh.search('怎么查流量和话费', context));
    expect(edited.size).toBe(SAMPLE.length);
  });

  test('get throws where find does not', () => {
    const base = buildKnowledgeBase();
    expect(base.find('nothing')).toBeUndefined();
    expect(() => base.get('nothing')).toThrow(TongdaError);
    expect(base.get('data-buy').title).toBe('怎么购买流量包');
  });

  test('related articles are others, the nearest first', () => {
    const related = buildKnowledgeBase().related('data-buy', 3);
    expect(related).toHaveLength(3);
    expect(related[0]?.id).toBe('data-usage');
    expect(related.map(({ id }) => id)).not.toContain('data-buy');
  });
});
