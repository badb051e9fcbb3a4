import { found, manager, responseOf, said, turn } from './turn';
import { emptyTracker } from '../../../src/conversation/tracker';

const HANDOFFS = ['utter_handoff_asked', 'utter_handoff_complaint', 'utter_handoff_miss', 'utter_miss_again'];
const missed = (misses: number) => ({ ...emptyTracker(), lastSeq: 5, misses });

describe('a person takes over', () => {
  test.each([
    ['asked for', said('answer', ['service.human', 0.7]), 'asked', 'utter_handoff_asked', 'service.human'],
    [
      'asked for beside a request',
      said('answer', ['broadband.offline', 0.9], ['service.human', 0.7]),
      'asked',
      'utter_handoff_asked',
      'broadband.offline',
    ],
    [
      'a sure complaint',
      said('answer', ['service.complaint', 0.6]),
      'complaint',
      'utter_handoff_complaint',
      'service.complaint',
    ],
  ])('%s', (_, interpretation, handoff, response, intent) => {
    // A very sure article about handing over must not keep the customer with the bot.
    const knowledge = found('answer', ['service-complaint', 0.999]);
    const decision = manager().decide(turn({ interpretation, knowledge }));
    expect(decision).toMatchObject({ outcome: 'handoff', handoff, intent });
    expect(responseOf(decision.messages[0]!.text, HANDOFFS)).toBe(response);
  });

  test.each([
    ['negated', said('answer', ['chat.deny', 0.9]), 'smalltalk'],
    ['unsure', said('ask', ['service.human', 0.45], ['service.store', 0.4]), 'clarify'],
    ['a complaint below the threshold', said('answer', ['service.complaint', 0.59]), 'answer'],
    ['out of scope', { ...said('answer', ['service.human', 0.7]), outOfScope: true }, 'outOfScope'],
  ])('not when %s', (_, interpretation, outcome) => {
    const decision = manager().decide(turn({ interpretation }));
    expect(decision).toMatchObject({ outcome });
    expect(decision.handoff).toBeUndefined();
  });

  test.each(['转人工', '转人工！', '  人工 ', '轉人工'])('%j alone, whatever the NLU thinks', (utterance) => {
    expect(manager().decide(turn({ utterance }))).toMatchObject({ handoff: 'asked' });
  });

  test.each([
    [{ kind: 'human' }, 'asked'],
    [{ kind: 'intent', intent: 'service.human' }, 'asked'],
    [{ kind: 'intent', intent: 'service.complaint' }, 'complaint'],
  ] as const)('by the button %j', (choice, handoff) => {
    expect(manager().decide(turn({ choice }))).toMatchObject({ outcome: 'handoff', handoff });
  });

  test.each([
    [2, 0, 'miss'],
    [2, 1, 'handoff'],
    [2, 5, 'handoff'],
    [3, 1, 'miss'],
    [3, 2, 'handoff'],
    [1, 0, 'handoff'],
  ])('with a limit of %i misses and %i before: %s', (limit, misses, outcome) => {
    const decision = manager(`misses_to_handoff: ${limit}`).decide(turn({ tracker: missed(misses) }));
    expect(decision.outcome).toBe(outcome);
    expect(decision.handoff).toBe(outcome === 'handoff' ? 'misses' : undefined);
  });

  test('refusing all options counts as a miss', () => {
    const decision = manager().decide(turn({ choice: { kind: 'none' }, tracker: missed(1) }));
    expect(decision).toMatchObject({ outcome: 'handoff', handoff: 'misses' });
    expect(responseOf(decision.messages[0]!.text, HANDOFFS)).toBe('utter_handoff_miss');
  });

  test('not being understood again is said as such', () => {
    const [message] = manager().decide(turn({ tracker: missed(1) })).messages;
    expect(responseOf(message!.text, HANDOFFS)).toBe('utter_miss_again');
  });

  test.each(['我不要转人工啊听不懂吗', '先不找人工', '别给我转人工', '人工就不用了'])(
    'never by misses when %s',
    (utterance) => {
      expect(manager().decide(turn({ utterance, tracker: missed(4) }))).toMatchObject({ outcome: 'miss' });
    },
  );
});
