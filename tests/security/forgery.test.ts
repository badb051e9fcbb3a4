import { startStaffApp, type StaffApp } from '../support/staff-app';

type Method = 'post' | 'put' | 'delete';

describe('what another site makes a browser send', () => {
  let app: StaffApp;

  beforeAll(async () => {
    app = await startStaffApp();
  });
  afterAll(() => app.stop());

  /** Every route of the staff that changes something. */
  const changing = (): [Method, string][] =>
    app.specs
      .filter(({ access, method }) => access !== 'public' && access !== 'loopbackOrToken' && method !== 'get')
      .map(({ method, path }) => [method as Method, path.replace(':id', 'x')]);

  it('is refused without the token of the session', async () => {
    const boss = await app.signIn('administrator');
    const other = await app.signIn('administrator');
    const wrong = [undefined, '', 'wrong', other.csrf, `${boss.csrf}x`, boss.csrf.toLowerCase(), boss.token];
    expect(changing().length).toBeGreaterThanOrEqual(5);
    for (const [method, path] of changing()) {
      for (const csrf of wrong) {
        const call = app.call(method, path).set('Cookie', boss.cookie);
        if (csrf !== undefined) call.set('X-CSRF-Token', csrf);
        const { status, body } = await call.send({});
        expect([method, path, csrf, status, body.error.code]).toEqual([method, path, csrf, 403, 'csrf']);
      }
    }
  });

  it('is refused from a foreign origin even with that token', async () => {
    const boss = await app.signIn('administrator');
    const foreign = [
      'http://evil.example',
      'null',
      `${app.origin}.evil.example`,
      'http://127.0.0.1:1',
      'file://',
      'x',
    ];
    for (const [method, path] of changing()) {
      for (const origin of foreign) {
        const { status, body } = await app
          .call(method, path)
          .set('Cookie', boss.cookie)
          .set('X-CSRF-Token', boss.csrf)
          .set('Origin', origin)
          .send({});
        expect([origin, status, body.error.code]).toEqual([origin, 403, 'origin_refused']);
      }
    }
  });

  it('does not keep our own page out', async () => {
    const boss = await app.signIn('administrator');
    const { status } = await app
      .call('post', '/api/v1/models/activate')
      .set('Cookie', boss.cookie)
      .set('X-CSRF-Token', boss.csrf)
      .set('Origin', app.origin)
      .send({});
    expect(status).toBe(200);
  });

  it('cannot sign a browser in', async () => {
    const { username } = await app.signIn('agent');
    const { status, body, headers } = await app
      .call('post', '/api/v1/session')
      .set('Origin', 'http://evil.example')
      .send({ username, password: 'correct horse battery' });
    expect([status, body.error.code]).toEqual([403, 'origin_refused']);
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('cannot be a form', async () => {
    const { username } = await app.signIn('agent');
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const { status } = await app
        .call('post', '/api/v1/session')
        .set('Content-Type', type)
        .send(JSON.stringify({ username, password: 'correct horse battery' }));
      expect([type, status]).toEqual([type, 400]);
    }
  });

  it('gets no permission to read across sites', async () => {
    const { cookie } = await app.signIn('agent');
    const { headers } = await app
      .call('get', '/api/v1/session')
      .set('Cookie', cookie)
      .set('Origin', 'http://evil.example');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await app.call('options', '/api/v1/session').set('Origin', 'http://evil.example');
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });
});
