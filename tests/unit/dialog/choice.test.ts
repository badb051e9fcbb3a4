import type { Button } from '../../../src/conversation/event';
import { after, found, manager, responseOf, said, turn } from './turn';

const OPTIONS: Button[] = [
  { label: '查流量', payload: '/intent data.usage' },
  { label: '怎么买流量包？', payload: '/article data-buy' },
  { label: '都不是', payload: '/none' },
];

describe('a choice', () => {
  test('of an intent answers with its first article', () => {
    expect(manager().decide(turn({ choice: { kind: 'intent', intent: 'billing.balance' } }))).toMatchObject({
      outcome: 'answer',
      intent: 'billing.balance',
      confidence: 1,
      articleId: 'billing-balance',
      messages: [
        {
          text: '怎么查话费余额的答案。',
          article: { id: 'billing-balance', title: '怎么查话费余额' },
          feedback: true,
        },
      ],
    });
  });

  test('of an intent with several articles answers with the one that fits its label', () => {
    const decision = manager().decide(turn({ choice: { kind: 'intent', intent: 'sim.replace' } }));
    expect(decision).toMatchObject({ articleId: 'sim-replace', messages: [{ text: '怎么补卡的答案。' }] });
  });

  test('of an intent is not swayed by what is found for the ordinal', () => {
    const knowledge = found('ask', ['sim-esim', 0.5], ['sim-replace', 0.1]);
    const decision = manager().decide(turn({ choice: { kind: 'intent', intent: 'sim.replace' }, knowledge }));
    expect(decision.articleId).toBe('sim-replace');
  });

  test('of an article answers with it and its related ones', () => {
    const decision = manager('related_articles: 2').decide(
      turn({ choice: { kind: 'article', articleId: 'data-buy' } }),
    );
    expect(decision).toMatchObject({ outcome: 'answer', articleId: 'data-buy', intent: 'data.buy' });
    expect(decision.messages[0]!.related).toHaveLength(2);
  });

  test.each([
    { kind: 'none' },
    { kind: 'article', articleId: 'gone' },
    { kind: 'intent', intent: 'no.such' },
  ] as const)('%j is a miss that asks to rephrase, with a person one tap away', (choice) => {
    const decision = manager().decide(turn({ choice }));
    expect(decision).toMatchObject({ outcome: 'miss', options: [{ label: '转人工', payload: '/human' }] });
    expect(responseOf(decision.messages[0]!.text, ['utter_rephrase'])).toBe('utter_rephrase');
  });

  test('wins over everything that the NLU and the knowledge base make of its label', () => {
    const decision = manager().decide(
      turn({
        choice: { kind: 'intent', intent: 'data.buy' },
        utterance: '流量',
        interpretation: said('answer', ['billing.balance', 1]),
        knowledge: found('answer', ['billing-balance', 1]),
      }),
    );
    expect(decision.articleId).toBe('data-buy');
  });
});

describe('typed after a clarification', () => {
  const typed = (utterance: string, interpretation = said('answer', ['chat.inform', 0.9])) =>
    manager().decide(
      turn({ utterance, interpretation, tracker: after({ outcome: 'clarify', options: OPTIONS }) }),
    );

  test.each([
    ['1', 'data-usage'],
    ['１', 'data-usage'],
    ['第一个', 'data-usage'],
    ['我选第一个吧', 'data-usage'],
    ['①', 'data-usage'],
    ['2', 'data-buy'],
    ['2。', 'data-buy'],
    ['第二个', 'data-buy'],
    ['第2项', 'data-buy'],
    ['二号', 'data-buy'],
    ['最后一个', 'data-buy'],
    ['查流量', 'data-usage'],
    ['怎么买流量包', 'data-buy'],
    ['/article data-buy', 'data-buy'],
  ])('%j answers with %s', (utterance, articleId) => {
    expect(typed(utterance)).toMatchObject({ outcome: 'answer', articleId });
  });

  test.each(['3', '第三个', '都不是', '都不是。'])('%j refuses all', (utterance) => {
    expect(typed(utterance)).toMatchObject({ outcome: 'miss', reason: expect.stringContaining('都不是') });
  });

  test.each(['4', '0', '100', '第九个', '两个都要', '我有2个号'])('%j chooses nothing', (utterance) => {
    expect(typed(utterance).outcome).toBe('smalltalk');
  });

  test('a place means nothing when no clarification was asked', () => {
    const tracker = after({ outcome: 'miss', options: OPTIONS });
    const interpretation = said('answer', ['chat.inform', 0.9]);
    expect(manager().decide(turn({ utterance: '2', tracker, interpretation })).outcome).toBe('smalltalk');
  });

  test('the label of a button under any message is its tap', () => {
    const tracker = after({ outcome: 'outOfScope', options: [{ label: '找客服同事', payload: '/human' }] });
    expect(manager().decide(turn({ utterance: '找客服同事', tracker }))).toMatchObject({ handoff: 'asked' });
  });
});

describe('a yes or no', () => {
  const yes = said('answer', ['chat.affirm', 0.9]);
  const no = said('answer', ['chat.deny', 0.9]);
  const single = [OPTIONS[0]!, OPTIONS[2]!];

  test('yes to the only option picks it', () => {
    const tracker = after({ outcome: 'clarify', options: single });
    expect(manager().decide(turn({ utterance: '对', tracker, interpretation: yes })).articleId).toBe(
      'data-usage',
    );
  });

  test('yes to several asks which one, once, with a way to a person', () => {
    const dialog = manager();
    const first = dialog.decide(
      turn({
        utterance: '对',
        tracker: after({ outcome: 'clarify', options: OPTIONS }),
        interpretation: yes,
      }),
    );
    expect(first).toMatchObject({ outcome: 'clarify', options: [...OPTIONS, { payload: '/human' }] });
    const tracker = after({ outcome: 'clarify', options: first.options! });
    expect(dialog.decide(turn({ utterance: '对对', tracker, interpretation: yes })).outcome).toBe(
      'smalltalk',
    );
    expect(dialog.decide(turn({ utterance: '2', tracker })).articleId).toBe('data-buy');
  });

  test('no to a clarification refuses all options', () => {
    const tracker = after({ outcome: 'clarify', options: OPTIONS });
    expect(manager().decide(turn({ utterance: '不是', tracker, interpretation: no })).outcome).toBe('miss');
  });

  test('no with a request is the request', () => {
    const tracker = after({ outcome: 'clarify', options: OPTIONS });
    const interpretation = said('answer', ['chat.deny', 0.9], ['broadband.offline', 0.8]);
    expect(manager().decide(turn({ utterance: '不是，我家断网了', tracker, interpretation })).articleId).toBe(
      'broadband-offline',
    );
  });

  test.each([
    ['好的', yes, 'smalltalk', 'utter_affirm_answer', []],
    ['不用了', no, 'smalltalk', 'utter_deny_answer', ['/human']],
    ['不是这个意思', no, 'miss', 'utter_rephrase', ['/human']],
    ['不用转人工', no, 'smalltalk', 'utter_chat.deny', []],
  ])('%s after an answer', (utterance, interpretation, outcome, response, payloads) => {
    const tracker = after({ outcome: 'answer', articleId: 'data-usage' });
    const decision = manager().decide(turn({ utterance, tracker, interpretation }));
    expect(decision.outcome).toBe(outcome);
    expect(responseOf(decision.messages[0]!.text, [response])).toBe(response);
    expect((decision.options ?? []).map(({ payload }) => payload)).toEqual(payloads);
  });

  test('not meant once more after a miss is the second miss', () => {
    const tracker = after({ outcome: 'miss' }, { misses: 1 });
    const decision = manager().decide(turn({ utterance: '还是不对', tracker, interpretation: no }));
    expect(decision).toMatchObject({ outcome: 'handoff', handoff: 'misses' });
    const declined = manager().decide(turn({ utterance: '不用了', tracker, interpretation: no }));
    expect(declined.outcome).toBe('smalltalk');
  });

  test('refusing a person never leads to one, not even by misses', () => {
    const tracker = after({ outcome: 'clarify', options: OPTIONS }, { misses: 3 });
    const decision = manager().decide(turn({ utterance: '不要转人工', tracker, interpretation: no }));
    expect(decision).toMatchObject({ outcome: 'smalltalk', intent: 'chat.deny' });
    expect(decision.handoff).toBeUndefined();
  });
});
