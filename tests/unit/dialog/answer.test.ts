import { after, found, manager, outOfScope, responseOf, said, turn } from './turn';

describe('an answer', () => {
  test.each([
    [
      'intent and article agree',
      said('answer', ['data.usage', 0.8]),
      found('answer', ['data-usage', 0.9]),
      'data-usage',
      0.8,
    ],
    [
      'the intent knows better than an unsure hit',
      said('answer', ['data.usage', 0.8]),
      found('ask', ['data-buy', 0.5], ['data-usage', 0.4]),
      'data-usage',
      0.8,
    ],
    [
      'nothing is found for the intent',
      said('answer', ['data.usage', 0.8]),
      found('none'),
      'data-usage',
      0.8,
    ],
    [
      'only the article is sure',
      said('ask', ['data.buy', 0.4], ['data.usage', 0.3]),
      found('answer', ['data-usage', 0.9]),
      'data-usage',
      0.9,
    ],
    ['the NLU missed', said('miss'), found('answer', ['data-usage', 0.9]), 'data-usage', 0.9],
    [
      'the article is far ahead',
      said('answer', ['data.buy', 0.55]),
      found('answer', ['data-usage', 0.9]),
      'data-usage',
      0.9,
    ],
    [
      'the intent is far ahead',
      said('answer', ['data.buy', 0.95]),
      found('answer', ['data-usage', 0.6]),
      'data-buy',
      0.95,
    ],
    [
      'the article has no intent and is surer',
      said('answer', ['data.buy', 0.7]),
      found('answer', ['untagged', 0.8]),
      'untagged',
      undefined,
    ],
    [
      'the article has no intent and is less sure',
      said('answer', ['data.buy', 0.9]),
      found('answer', ['untagged', 0.8]),
      'data-buy',
      0.9,
    ],
    [
      'a greeting stands before content',
      said('answer', ['chat.greet', 0.99]),
      found('answer', ['data-usage', 0.7]),
      'data-usage',
      0.7,
    ],
    [
      'a bare value names an article',
      said('answer', ['chat.inform', 0.99]),
      found('answer', ['data-usage', 0.7]),
      'data-usage',
      0.7,
    ],
    [
      'a sure article outweighs a doubtful out-of-scope',
      outOfScope(0.6),
      found('answer', ['untagged', 0.8]),
      'untagged',
      undefined,
    ],
  ] as const)('when %s', (_, interpretation, knowledge, articleId, confidence) => {
    const decision = manager().decide(turn({ interpretation, knowledge }));
    expect(decision).toMatchObject({ outcome: 'answer', articleId });
    expect(decision.confidence).toBe(confidence);
    expect(decision.messages[0]).toMatchObject({ article: { id: articleId }, feedback: true });
    expect(decision.messages[0]!.related!.length).toBeGreaterThanOrEqual(2);
  });

  test.each([
    ['that has found nothing gives way to the main article', 'none', 0.2, 0.1, 'sim-replace'],
    ['keeps an article that is clearly nearer', 'none', 0.2, 0.09, 'sim-esim'],
    ['that is unsure keeps the nearest', 'ask', 0.5, 0.4, 'sim-esim'],
  ] as const)('a knowledge base %s', (_, decision, best, main, articleId) => {
    const interpretation = said('answer', ['sim.replace', 0.9]);
    const knowledge = found(decision, ['sim-esim', best], ['sim-replace', main]);
    expect(manager().decide(turn({ interpretation, knowledge })).articleId).toBe(articleId);
  });

  test.each([
    ['ask', 'sim-esim'],
    ['answer', 'sim-watch'],
  ] as const)(
    'of articles found with decision %s, which is mainly about the intent counts',
    (decision, articleId) => {
      const interpretation = said('answer', ['sim.replace', 0.9]);
      const knowledge = found(decision, ['sim-watch', 0.7], ['sim-esim', 0.4]);
      expect(manager().decide(turn({ interpretation, knowledge })).articleId).toBe(articleId);
    },
  );

  test('a sure knowledge base has the word on which article', () => {
    const interpretation = said('answer', ['sim.replace', 0.9]);
    const knowledge = found('answer', ['sim-esim', 0.7], ['sim-replace', 0.5]);
    expect(manager().decide(turn({ interpretation, knowledge })).articleId).toBe('sim-esim');
  });

  test('shows the passage of the hit', () => {
    const decision = manager().decide(turn({ knowledge: found('answer', ['data-usage', 0.9]) }));
    expect(decision.messages[0]!.text).toBe('data-usage的段落');
    expect(decision.reason).toContain('怎么查流量');
  });

  test('two requests get two answers, in order, and no third', () => {
    const interpretation = said('answer', ['data.buy', 0.7], ['billing.balance', 0.9], ['data.usage', 0.8]);
    const decision = manager().decide(
      turn({ interpretation, knowledge: found('answer', ['billing-balance-types', 0.9]) }),
    );
    expect(decision.messages.map(({ article }) => article!.id)).toEqual([
      'data-buy',
      'billing-balance-types',
    ]);
    expect(decision).toMatchObject({ intent: 'data.buy', articleId: 'data-buy' });
  });

  test('of two requests the one without an article is passed over', () => {
    const interpretation = said('answer', ['no.such', 0.9], ['data.buy', 0.7]);
    expect(manager().decide(turn({ interpretation })).messages).toHaveLength(1);
  });

  test('refusing something is no question about it', () => {
    const decision = manager().decide(
      turn({
        interpretation: said('answer', ['chat.deny', 0.7]),
        knowledge: found('answer', ['data-buy', 0.95]),
      }),
    );
    expect(decision.outcome).toBe('smalltalk');
  });

  test('passes on what was found in the text', () => {
    const interpretation = said('answer', ['data.buy', 0.7]);
    interpretation.entities = [
      { entity: 'data_volume', start: 0, end: 2, value: 5, confidence_entity: 1, extractor: 'x' },
    ];
    expect(manager().decide(turn({ interpretation })).entities).toEqual([
      { entity: 'data_volume', value: '5' },
    ]);
  });
});

describe('small talk', () => {
  test.each([
    ['chat.greet', []],
    ['chat.thanks', []],
    ['chat.bye', []],
    ['chat.inform', []],
    ['chat.abuse', ['/human']],
    ['chat.identity', ['/human']],
    ['chat.affirm', []],
  ])('%s', (intent, payloads) => {
    const decision = manager().decide(turn({ interpretation: said('answer', [intent, 0.8]) }));
    expect(decision).toMatchObject({ outcome: 'smalltalk', intent });
    expect(responseOf(decision.messages[0]!.text, [`utter_${intent}`])).toBe(`utter_${intent}`);
    expect((decision.options ?? []).map(({ payload }) => payload)).toEqual(payloads);
  });

  test('doubt between two kinds of it is no reason to ask', () => {
    const interpretation = said('ask', ['chat.greet', 0.4], ['chat.smalltalk', 0.35]);
    expect(manager().decide(turn({ interpretation })).outcome).toBe('smalltalk');
  });

  test('doubt about everything is a miss, though small talk is likeliest', () => {
    const interpretation = said('ask', ['chat.greet', 0.28], ['chat.wait', 0.1]);
    expect(manager().decide(turn({ interpretation })).outcome).toBe('miss');
  });

  test('a bare greeting is not disturbed by a faint hit', () => {
    const interpretation = said('answer', ['chat.greet', 0.6]);
    expect(
      manager().decide(turn({ interpretation, knowledge: found('ask', ['data-usage', 0.55]) })).outcome,
    ).toBe('smalltalk');
  });

  test.each(['', '   ', '？？？', '😀👍', '。。。', '\n'])(
    '%j is nothing to answer, and no miss',
    (utterance) => {
      const tracker = after({ outcome: 'miss' }, { misses: 1 });
      const decision = manager().decide(turn({ utterance, tracker }));
      expect(decision.outcome).toBe('smalltalk');
      expect(responseOf(decision.messages[0]!.text, ['utter_empty'])).toBe('utter_empty');
    },
  );
});
