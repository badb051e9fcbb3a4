import { parseOptions } from '@node-rs/argon2';
import {
  checkPassword,
  hashPassword,
  matchesHash,
  NOBODYS_HASH,
  randomPassword,
} from '../../../src/accounts/password';

const codeOf = (password: string): string | undefined => {
  try {
    checkPassword(password);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('passwords', () => {
  it.each([
    ['', 'weak_password'],
    ['abcdefghijk', 'weak_password'],
    ['abcdefghijkl', undefined],
    ['一二三四五六七八九十甲', 'weak_password'],
    ['一二三四五六七八九十甲乙', undefined],
    // Six characters in twelve code units.
    ['😀😀😀😀😀😀', 'weak_password'],
    ['x'.repeat(256), undefined],
    ['x'.repeat(257), 'bad_request'],
  ])('%j is refused as %s', (password, code) => {
    expect(codeOf(password)).toBe(code);
  });

  it('are hashed by argon2id with 19 MiB, two passes, one lane and a salt of their own', async () => {
    const [first, second] = await Promise.all([
      hashPassword('correct horse 12'),
      hashPassword('correct horse 12'),
    ]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
    expect(await matchesHash(first, 'correct horse 12')).toBe(true);
    expect(await matchesHash(first, 'correct horse 13')).toBe(false);
  });

  it('cost the same for nobody as for somebody', async () => {
    expect(parseOptions(NOBODYS_HASH)).toEqual(parseOptions(await hashPassword('correct horse 12')));
  });

  it('match however the keyboard wrote them', async () => {
    const composed = await hashPassword('caf\u00e9 correct horse');
    expect(await matchesHash(composed, 'cafe\u0301 correct horse')).toBe(true);
    const fullWidth = await hashPassword('ｃｏｒｒｅｃｔ１２３４５');
    expect(await matchesHash(fullWidth, 'correct12345')).toBe(true);
  });

  it('are twenty characters when made by chance, and never the same', () => {
    const made = Array.from({ length: 200 }, randomPassword);
    expect(new Set(made).size).toBe(200);
    for (const password of made) expect(password).toMatch(/^[A-HJ-NP-Za-km-z2-9]{20}$/);
  });
});
