import { STAFF_PASSWORD, startStaffApp, type StaffApp } from '../support/staff-app';

describe('signing in', () => {
  let app: StaffApp;

  beforeEach(async () => {
    app = await startStaffApp();
  });
  afterEach(() => app.stop());

  const post = (username: string, password: string, cookie = '') =>
    app.call('post', '/api/v1/session').set('Cookie', cookie).send({ username, password });
  const cookieOf = (response: { headers: Record<string, unknown> }): string =>
    (response.headers['set-cookie'] as string[] | undefined)?.[0] ?? '';

  it('never adopts a session that the browser came with', async () => {
    const { username } = await app.signIn('agent');
    const planted = `tongda_session=${'A'.repeat(43)}`;
    const first = await post(username, STAFF_PASSWORD, planted);
    const second = await post(username, STAFF_PASSWORD, cookieOf(first).split(';')[0]);
    const cookies = [planted, cookieOf(first).split(';')[0], cookieOf(second).split(';')[0]];
    expect(new Set(cookies).size).toBe(3);
    const statuses: number[] = [];
    for (const cookie of cookies) {
      statuses.push((await app.call('get', '/api/v1/session').set('Cookie', cookie ?? '')).status);
    }
    // The one that it came with has ended.
    expect(statuses).toEqual([401, 401, 200]);
  });

  it('sets a cookie that scripts and other sites cannot have, and tells the token to nobody', async () => {
    const { username } = await app.signIn('agent');
    const response = await post(username, STAFF_PASSWORD);
    expect(cookieOf(response)).toMatch(/^tongda_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const token = /=([\w-]{43})/.exec(cookieOf(response))?.[1] ?? '';
    expect(response.text).not.toContain(token);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.body).toEqual({
      staff: expect.objectContaining({ username }),
      permissions: ['chat.take', 'kb.read'],
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(response.text).not.toContain('argon2');
  });

  it('sets a secure cookie with the host prefix where cookies are secure', async () => {
    const secure = await startStaffApp({ secureCookies: true });
    try {
      const { username, cookie, token } = await secure.signIn('agent');
      const response = await secure
        .call('post', '/api/v1/session')
        .send({ username, password: STAFF_PASSWORD });
      expect(cookieOf(response)).toMatch(
        /^__Host-tongda_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
      );
      expect((await secure.call('get', '/api/v1/session').set('Cookie', cookie)).status).toBe(200);
      const bare = await secure.call('get', '/api/v1/session').set('Cookie', `tongda_session=${token}`);
      expect(bare.status).toBe(401);
    } finally {
      await secure.stop();
    }
  });

  it('locks after exactly five failures, and answers for strangers as for staff', async () => {
    const { username } = await app.signIn('agent');
    const answers: Record<string, unknown[]> = {};
    for (const name of [username, 'stranger']) {
      const given: unknown[] = [];
      for (let i = 0; i < 7; i += 1) {
        const { status, body, headers } = await post(name, 'wrong password');
        const names = Object.keys(headers).toSorted();
        given.push([status, body, names]);
      }
      answers[name] = given;
    }
    expect(answers[username]).toEqual(answers.stranger);
    const codes = answers.stranger?.map(
      (answer) => (answer as [number, { error: { code: string } }])[1].error.code,
    );
    expect(codes).toEqual([
      ...Array.from({ length: 5 }, () => 'bad_credentials'),
      'locked_out',
      'locked_out',
    ]);
    const right = await post(username, STAFF_PASSWORD);
    expect([right.status, right.body.error.code]).toEqual([429, 'locked_out']);
    app.clock.advance(15 * 60_000);
    expect((await post(username, STAFF_PASSWORD)).status).toBe(200);
  });

  it('is limited to thirty tries a minute from one address, whatever the names', async () => {
    const codes: string[] = [];
    for (let i = 0; i < 31; i += 1) codes.push((await post(`name${i}`, 'wrong password')).body.error.code);
    expect(codes.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 'bad_credentials'));
    expect(codes[30]).toBe('too_many_requests');
    // A header that anybody can write does not make another address.
    const { body } = await app
      .call('post', '/api/v1/session')
      .set('X-Forwarded-For', '203.0.113.7')
      .send({ username: 'name', password: 'wrong password' });
    expect(body.error.code).toBe('too_many_requests');
  });

  it('ends with signing out, on the server too', async () => {
    const { cookie, csrf } = await app.signIn('agent');
    const out = await app.call('delete', '/api/v1/session').set('Cookie', cookie).set('X-CSRF-Token', csrf);
    expect(out.body).toEqual({ signedOut: true });
    expect(cookieOf(out)).toContain('tongda_session=; Path=/;');
    expect(cookieOf(out)).toContain('Max-Age=0');
    expect((await app.call('get', '/api/v1/session').set('Cookie', cookie)).status).toBe(401);
  });
});
