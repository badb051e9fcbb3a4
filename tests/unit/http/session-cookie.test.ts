import { cookieName, readSessionToken, sessionCookie } from '../../../src/http/session-cookie';

const TOKEN = 'A'.repeat(43);
const OTHER = 'B'.repeat(43);

describe('the session cookie', () => {
  it('cannot be read by scripts, sent by other sites or kept by the browser', () => {
    expect(sessionCookie(TOKEN, false)).toBe(`tongda_session=${TOKEN}; Path=/; HttpOnly; SameSite=Strict`);
    expect(sessionCookie(TOKEN, true)).toBe(
      `__Host-tongda_session=${TOKEN}; Path=/; HttpOnly; SameSite=Strict; Secure`,
    );
  });

  it('is taken back when the session ends', () => {
    expect(sessionCookie(undefined, true)).toBe(
      '__Host-tongda_session=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0',
    );
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    [`tongda_session=${TOKEN}`, TOKEN],
    [`theme=dark; tongda_session=${TOKEN} ; x=1`, TOKEN],
    [`tongda_session=${TOKEN}; tongda_session=${TOKEN}`, TOKEN],
    // Planted by a neighbouring host.
    [`tongda_session=${OTHER}; tongda_session=${TOKEN}`, undefined],
    [`not_tongda_session=${TOKEN}`, undefined],
    [`tongda_session=${TOKEN}x`, undefined],
    ['tongda_session=', undefined],
    ['tongda_session', undefined],
    [`TONGDA_SESSION=${TOKEN}`, undefined],
    [`__Host-tongda_session=${TOKEN}`, undefined],
  ])('is found in %j', (header, token) => {
    expect(readSessionToken(header, false)).toBe(token);
  });

  it('counts only with its prefix where cookies are secure', () => {
    expect(readSessionToken(`tongda_session=${TOKEN}`, true)).toBeUndefined();
    expect(readSessionToken(`${cookieName(true)}=${TOKEN}`, true)).toBe(TOKEN);
  });
});
