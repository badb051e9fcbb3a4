import { choose } from '../../../src/dialog/ensemble';
import type { Policy, Proposal } from '../../../src/dialog/proposal';
import { turn } from './turn';

const proposes = (reason: string, confidence: number, priority: number): Policy => ({
  propose: (): Proposal => ({ confidence, priority, outcome: 'answer', reason, drafts: [{ text: reason }] }),
});
const declines: Policy = { propose: () => undefined };

describe('the ensemble', () => {
  test.each([
    ['the most confident', [proposes('a', 0.5, 9), proposes('b', 0.6, 1)], 'b'],
    ['of equals the one of higher priority', [proposes('a', 0.5, 1), proposes('b', 0.5, 2)], 'b'],
    ['of full equals the first', [proposes('a', 0.5, 1), proposes('b', 0.5, 1)], 'a'],
    ['whoever does not decline', [declines, proposes('a', 0, 0), declines], 'a'],
  ])('takes %s', (_, policies, reason) => {
    expect(choose(policies, turn({})).reason).toBe(reason);
  });

  test('cannot do without a fallback', () => {
    expect(() => choose([declines], turn({}))).toThrow('fallback');
  });
});
