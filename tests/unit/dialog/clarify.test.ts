import { after, found, manager, outOfScope, responseOf, said, turn } from './turn';

const labels = (decision: { options?: { label: string }[] }) => decision.options?.map(({ label }) => label);

describe('a clarification', () => {
  test.each([
    [
      'the NLU is unsure',
      said('ask', ['data.usage', 0.4], ['data.buy', 0.35]),
      found('none', ['data-usage', 0.2]),
      ['问data.usage', '问data.buy', '都不是'],
    ],
    [
      'the knowledge base is unsure',
      said('miss'),
      found('ask', ['data-usage', 0.5], ['data-buy', 0.25], ['untagged', 0.24]),
      ['怎么查流量', '怎么买流量包', '都不是'],
    ],
    [
      'both are, without asking twice for one thing',
      said('ask', ['data.usage', 0.4]),
      found('ask', ['data-usage', 0.5], ['untagged', 0.4]),
      ['问data.usage', '公司简介', '都不是'],
    ],
    [
      'small talk is among the candidates, which nobody chooses',
      said('ask', ['chat.wait', 0.4], ['data.usage', 0.3]),
      found('none'),
      ['问data.usage', '都不是'],
    ],
    [
      'they contradict each other, the surer first',
      said('answer', ['data.buy', 0.7]),
      found('answer', ['billing-balance', 0.8]),
      ['怎么查话费余额', '问data.buy', '都不是'],
    ],
    [
      'a person may be meant',
      said('ask', ['service.human', 0.4], ['data.usage', 0.3]),
      found('none'),
      ['转人工', '问data.usage', '都不是'],
    ],
    [
      'a value is all that was said',
      said('answer', ['chat.inform', 0.9]),
      found('ask', ['data-buy', 0.4]),
      ['怎么买流量包', '都不是'],
    ],
    [
      'the intent has no answer but something is near',
      said('answer', ['no.such', 0.9]),
      found('ask', ['data-buy', 0.4]),
      ['怎么买流量包', '都不是'],
    ],
  ])('when %s', (_, interpretation, knowledge, expected) => {
    const decision = manager().decide(turn({ interpretation, knowledge }));
    expect(decision.outcome).toBe('clarify');
    expect(labels(decision)).toEqual(expected);
    expect(decision.messages[0]!.buttons).toEqual(decision.options);
    expect(responseOf(decision.messages[0]!.text, ['utter_clarify'])).toBe('utter_clarify');
  });

  test('offers no more than is set', () => {
    const interpretation = said('ask', ['a.a', 0.3], ['b.b', 0.2], ['c.c', 0.2], ['d.d', 0.1]);
    expect(labels(manager().decide(turn({ interpretation })))).toHaveLength(4);
    expect(labels(manager('clarify_options: 2').decide(turn({ interpretation })))).toHaveLength(3);
  });

  test.each([
    ['in conflict at the margin', 0.6, 'clarify'],
    ['beyond it', 0.59, 'answer'],
  ])('%s', (_, confidence, outcome) => {
    const interpretation = said('answer', ['data.buy', confidence]);
    const knowledge = found('answer', ['billing-balance', 0.85]);
    expect(manager('conflict_margin: 0.255').decide(turn({ interpretation, knowledge })).outcome).toBe(
      outcome,
    );
  });

  test.each([
    '流量',
    '流量？',
    '流量呢',
    '流量啊',
    '我想问一下流量',
    '咨询流量方面的问题',
    '流量的事儿',
    '不要转人工，我就问问流量',
  ])('for the bare word %s, however sure the NLU is', (utterance) => {
    const interpretation = said('answer', ['data.usage', 0.99]);
    expect(labels(manager().decide(turn({ utterance, interpretation })))).toEqual([
      '问data.usage',
      '问data.buy',
      '都不是',
    ]);
  });

  test.each(['查流量', '宽带，流量', '问流量多少'])('is not for a bare word within %s', (utterance) => {
    const interpretation = said('answer', ['data.usage', 0.9]);
    expect(manager().decide(turn({ utterance, interpretation })).outcome).toBe('answer');
  });

  test('is for a bare word that the talk turns to, unless the NLU is sure', () => {
    const utterance = '那流量呢？';
    const sure = said('answer', ['data.usage', 0.9]);
    expect(manager().decide(turn({ utterance, interpretation: sure })).outcome).toBe('answer');
    const unsure = said('ask', ['data.share', 0.3]);
    expect(labels(manager().decide(turn({ utterance, interpretation: unsure })))).toEqual([
      '问data.usage',
      '问data.buy',
      '都不是',
    ]);
  });

  test('for a bare word offers articles as well', () => {
    const settings = 'related_articles: 3\nnone_label: 不是\n';
    const interpretation = said('answer', ['data.usage', 0.9]);
    const dialog = manager(settings, '号码: [data.buy, sim-esim]');
    expect(labels(dialog.decide(turn({ utterance: '号码', interpretation })))).toEqual([
      '问data.buy',
      '怎么开通eSIM',
      '不是',
    ]);
  });

  test('is not asked twice in a row for the same things: that is a miss', () => {
    const dialog = manager();
    const interpretation = said('ask', ['data.usage', 0.4], ['data.buy', 0.35]);
    const first = dialog.decide(turn({ interpretation }));
    const tracker = after({ outcome: 'clarify', options: first.options! });
    expect(dialog.decide(turn({ interpretation, tracker })).outcome).toBe('miss');
    const other = said('ask', ['data.usage', 0.4], ['billing.balance', 0.35]);
    expect(dialog.decide(turn({ interpretation: other, tracker })).outcome).toBe('clarify');
    const later = after({ outcome: 'miss', options: [] });
    expect(dialog.decide(turn({ interpretation, tracker: later })).outcome).toBe('clarify');
  });
});

describe('a short follow-up', () => {
  const tracker = after({ outcome: 'answer', intent: 'billing.balance', articleId: 'billing-balance' });

  test('offers what lies around the last answer, the answer itself left out', () => {
    const decision = manager().decide(turn({ utterance: '那别的呢？', tracker }));
    expect(decision.outcome).toBe('clarify');
    expect(labels(decision)).toEqual(['余额有哪几种', '怎么查流量', '怎么买流量包', '都不是']);
    expect(responseOf(decision.messages[0]!.text, ['utter_follow_up'])).toBe('utter_follow_up');
  });

  test('that only asks gets the fitting part of the last answer', () => {
    const interpretation = said('answer', ['vas.unsubscribe', 0.9]);
    expect(manager().decide(turn({ utterance: '怎么取消？', tracker, interpretation }))).toMatchObject({
      outcome: 'answer',
      intent: 'billing.balance',
      articleId: 'billing-balance',
      messages: [{ text: '取消的办法' }],
    });
  });

  test('that only asks is not answered with what was just said', () => {
    const interpretation = said('answer', ['vas.unsubscribe', 0.9]);
    expect(manager().decide(turn({ utterance: '要钱吗', tracker, interpretation })).outcome).toBe('clarify');
  });

  test('that only asks means nothing before an answer', () => {
    const interpretation = said('answer', ['data.buy', 0.9]);
    expect(manager().decide(turn({ utterance: '怎么取消？', interpretation })).articleId).toBe('data-buy');
  });

  test.each([
    ['那赠款呢', 0.79, 'billing-balance-types'],
    ['那赠款呢', 0.8, 'data-buy'],
    ['那断网呢', 0.79, 'data-buy'],
  ])('%s, with %d for something else, gets %s', (utterance, confidence, articleId) => {
    const interpretation = said('answer', ['data.buy', confidence]);
    expect(manager().decide(turn({ utterance, tracker, interpretation })).articleId).toBe(articleId);
  });

  test.each([
    ['一二三四五六七八', 'clarify'],
    ['一二三四五六七八九', 'miss'],
  ])('%s: %s', (utterance, outcome) => {
    expect(manager().decide(turn({ utterance, tracker })).outcome).toBe(outcome);
  });

  test.each([
    [
      'the turn before was no answer',
      after({ outcome: 'smalltalk', intent: 'chat.greet' }),
      said('miss'),
      'miss',
    ],
    ['it is out of scope', tracker, outOfScope(0.9), 'outOfScope'],
    ['it is understood', tracker, said('answer', ['data.buy', 0.6]), 'answer'],
    ['the article has gone', after({ outcome: 'answer', articleId: 'gone' }), said('miss'), 'miss'],
  ])('not when %s', (_, before, interpretation, outcome) => {
    expect(manager().decide(turn({ utterance: '那别的', tracker: before, interpretation })).outcome).toBe(
      outcome,
    );
  });
});

describe('the fallback', () => {
  test.each([
    ['a stranger', outOfScope(0.9), found('none'), 'outOfScope', 'utter_out_of_scope'],
    [
      'a stranger with a faint hit',
      outOfScope(0.6),
      found('ask', ['data-usage', 0.5]),
      'outOfScope',
      'utter_out_of_scope',
    ],
    [
      'a sure stranger with a weaker article',
      outOfScope(0.9),
      found('answer', ['data-usage', 0.7]),
      'outOfScope',
      'utter_out_of_scope',
    ],
    [
      'the out-of-scope intent',
      said('answer', ['out_of_scope', 0.9]),
      found('none'),
      'outOfScope',
      'utter_out_of_scope',
    ],
    ['a miss', said('miss'), found('none', ['data-usage', 0.2]), 'miss', 'utter_miss'],
    ['an intent without any answer', said('answer', ['no.such', 0.9]), found('none'), 'miss', 'utter_miss'],
  ] as const)('%s has a person one tap away', (_, interpretation, knowledge, outcome, response) => {
    const decision = manager().decide(turn({ interpretation, knowledge }));
    expect(decision).toMatchObject({ outcome, options: [{ label: '转人工', payload: '/human' }] });
    expect(responseOf(decision.messages[0]!.text, [response])).toBe(response);
    expect(decision.intent).toBeUndefined();
  });
});
