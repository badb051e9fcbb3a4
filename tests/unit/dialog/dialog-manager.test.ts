import * as fc from 'fast-check';
import { parseChoice } from '../../../src/conversation/choice';
import { emptyTracker } from '../../../src/conversation/tracker';
import type { DialogInput } from '../../../src/dialog/decision';
import { after, found, manager, outOfScope, said, turn } from './turn';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const intent = fc.constantFrom(
  'data.usage',
  'billing.balance',
  'no.such',
  'chat.greet',
  'chat.deny',
  'chat.affirm',
  'chat.inform',
  'service.human',
  'service.complaint',
  'out_of_scope',
);
const scored = fc.array(fc.tuple(intent, unit), { minLength: 1, maxLength: 4 });
const hits = fc.array(fc.tuple(fc.constantFrom('data-usage', 'data-buy', 'untagged', 'gone'), unit), {
  maxLength: 4,
});
const options = [
  { label: '查流量', payload: '/intent data.usage' },
  { label: '都不是', payload: '/none' },
];
const input: fc.Arbitrary<DialogInput> = fc
  .record({
    utterance: fc.oneof(
      fc.constantFrom('流量', '1', '转人工', '不要人工', '好', '', '都不是'),
      fc.string({ unit: 'binary' }),
    ),
    choice: fc.constantFrom(
      undefined,
      ...['/human', '/none', '/intent data.usage', '/article gone'].map(parseChoice),
    ),
    tracker: fc
      .record({
        outcome: fc.constantFrom('answer', 'clarify', 'miss', 'smalltalk', 'outOfScope', 'handoff'),
        misses: fc.nat(3),
        lastSeq: fc.nat(1000),
      })
      .map(({ outcome, misses, lastSeq }) =>
        after({ outcome, options, articleId: 'data-usage' }, { misses, lastSeq }),
      ),
    interpretation: fc.oneof(
      fc
        .tuple(fc.constantFrom('answer', 'ask', 'miss'), scored)
        .map(([decision, intents]) => said(decision, ...intents)),
      unit.map(outOfScope),
    ),
    knowledge: fc
      .tuple(fc.constantFrom('answer', 'ask', 'none'), hits)
      .map(([decision, list]) => found(decision, ...list)),
  })
  .map((given) => turn(given));

describe('every decision', () => {
  const dialog = manager();

  test('says something, has working buttons, and hands off exactly when it says so', () => {
    fc.assert(
      fc.property(input, (given) => {
        const decision = dialog.decide(given);
        expect(decision.messages.length).toBeGreaterThan(0);
        for (const { text } of decision.messages) expect(text.trim()).not.toBe('');
        for (const { payload } of decision.options ?? []) expect(parseChoice(payload)).toBeDefined();
        expect(decision.handoff !== undefined).toBe(decision.outcome === 'handoff');
        expect(decision.reason).not.toBe('');
        if (decision.outcome === 'miss')
          expect(decision.options).toContainEqual({ label: '转人工', payload: '/human' });
      }),
      { numRuns: 1000 },
    );
  });

  test('is the same for the same input', () => {
    fc.assert(fc.property(input, (given) => expect(dialog.decide(given)).toEqual(dialog.decide(given))));
  });
});

test('a response is not worded the same twice in a row', () => {
  const dialog = manager('misses_to_handoff: 10');
  let tracker = emptyTracker();
  let before = '';
  for (let seq = 1; seq < 60; seq += 3) {
    tracker = { ...tracker, lastSeq: seq };
    const { messages, slots } = dialog.decide(turn({ tracker }));
    expect(messages[0]!.text).not.toBe(before);
    before = messages[0]!.text;
    tracker = { ...tracker, slots: { ...tracker.slots, ...slots } };
  }
});
