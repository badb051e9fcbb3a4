import * as fc from 'fast-check';
import { normalizeUsername, USERNAME } from '../../../src/accounts/username';

describe('user names', () => {
  it.each([
    ['xiaowang', true],
    ['小王', true],
    ['wang.li@10086-hall_1', true],
    ['a', false],
    ['.hidden', false],
    ['two words', false],
    ['line\nbreak', false],
    ['nul\u0000byte', false],
    ['<b>', false],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
  ])('%j is one: %s', (name, good) => {
    expect(USERNAME.test(name)).toBe(good);
  });

  it('have one spelling', () => {
    expect(normalizeUsername(' ＸｉａｏＷａｎｇ ')).toBe('xiaowang');
  });

  it('stay as they are once they have it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9小王Ａ-Ｚ._@-]{2,20}$/), (name) => {
        const once = normalizeUsername(name);
        expect(normalizeUsername(once)).toBe(once);
      }),
    );
  });
});
