import { ROLES, type Role } from '../../src/accounts/permission';
import type { Access } from '../../src/http/api';
import { createGuard } from '../../src/http/guard';
import { REST_TOKEN, startStaffApp, type StaffApp } from '../support/staff-app';

type Caller = 'nobody' | 'token' | Role;

const CALLERS: Caller[] = ['nobody', 'token', ...ROLES];
const EVERYBODY = CALLERS;
const STAFF: Caller[] = [...ROLES];

/** Who gets past the guard of each route. A route that is not here fails the test: nobody forgets to decide. */
const ALLOWED: Record<string, Caller[]> = {
  'get /livez': EVERYBODY,
  'get /healthz': EVERYBODY,
  'get /readyz': EVERYBODY,
  'get /metrics': ['token'],
  'get /api/v1/openapi.json': EVERYBODY,
  'post /model/parse': ['token'],
  'post /webhooks/rest/webhook': ['token'],
  'post /api/v1/session': EVERYBODY,
  'get /api/v1/session': STAFF,
  'delete /api/v1/session': STAFF,
  'put /api/v1/session/password': STAFF,
  'get /api/v1/staff': ['administrator'],
  'post /api/v1/staff': ['administrator'],
  'put /api/v1/staff/:id': ['administrator'],
  'get /api/v1/models': ['administrator', 'editor'],
  'post /api/v1/models/activate': ['token', 'administrator', 'editor'],
  'get /api/v1/conversations': ['administrator', 'supervisor'],
  'get /api/v1/conversations/:id/events': ['administrator', 'supervisor'],
  'get /api/v1/messages/search': ['administrator', 'supervisor'],
  'get /api/v1/kb/search': STAFF,
  'get /api/v1/kb/articles/:id': STAFF,
};

describe('who may call what', () => {
  let app: StaffApp;

  beforeAll(async () => {
    app = await startStaffApp();
  });
  afterAll(() => app.stop());

  it('is decided for every registered route', () => {
    const registered = app.specs.map(({ method, path }) => `${method} ${path}`);
    expect(registered.toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
  });

  it.each(Object.entries(ALLOWED))('%s: %j', async (route, allowed) => {
    const [method, path] = route.split(' ') as ['get' | 'post' | 'put' | 'delete', string];
    for (const caller of CALLERS) {
      const call = app.call(method, path.replace(':id', 'x'));
      if (caller === 'token') call.set('Authorization', `Bearer ${REST_TOKEN}`);
      else if (caller !== 'nobody') {
        const { cookie, csrf } = await app.signIn(caller);
        call.set('Cookie', cookie).set('X-CSRF-Token', csrf);
      }
      const { status } = await call;
      const passed = status !== 401 && status !== 403;
      expect([caller, passed]).toEqual([caller, allowed.includes(caller)]);
      // Who is known and may not is told so; a route for programs knows no staff.
      const known = caller !== 'nobody' && caller !== 'token' && allowed.some((other) => other !== 'token');
      if (!passed) expect([caller, status]).toEqual([caller, known ? 403 : 401]);
    }
  });

  it('takes no token but the right one', async () => {
    for (const header of [
      'Bearer',
      'Bearer ',
      'Bearer wrong',
      `Basic ${REST_TOKEN}`,
      REST_TOKEN,
      `Bearer ${REST_TOKEN}x`,
    ]) {
      const { status, body } = await app.call('post', '/api/v1/models/activate').set('Authorization', header);
      expect([status, body.error.code]).toEqual([401, 'unauthenticated']);
    }
  });

  it('opens nothing for staff to a token that is not configured', async () => {
    const open = await startStaffApp({ restToken: undefined });
    try {
      for (const header of ['Bearer', 'Bearer undefined', 'Bearer ']) {
        expect((await open.call('post', '/api/v1/models/activate').set('Authorization', header)).status).toBe(
          401,
        );
      }
    } finally {
      await open.stop();
    }
  });

  it('is no for whatever no rule lets in', async () => {
    const { token, cookie, csrf } = await app.signIn('agent');
    const guard = createGuard({
      accounts: app.accounts,
      clock: app.clock,
      secureCookies: false,
      trustProxy: false,
    });
    const request = (headers: Record<string, string>) =>
      ({ method: 'GET', headers, get: (name: string) => headers[name] }) as unknown as Parameters<
        typeof guard
      >[1];
    const unknown = [
      {},
      { permission: 'chat.unknown' },
      'everybody',
      { orToken: true },
    ] as unknown as Access[];
    for (const access of unknown) {
      await expect(guard(access, request({}))).rejects.toMatchObject({ code: 'unauthenticated' });
      await expect(guard(access, request({ cookie, 'x-csrf-token': csrf }))).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    expect(token).toHaveLength(43);
  });

  it('follows a change of roles, a sign-out and being disabled at once', async () => {
    const boss = await app.signIn('administrator');
    const wang = await app.signIn('editor');
    const models = () => app.call('get', '/api/v1/models').set('Cookie', wang.cookie);
    expect((await models()).status).toBe(200);
    const change = await app
      .call('put', `/api/v1/staff/${wang.staff.id}`)
      .set('Cookie', boss.cookie)
      .set('X-CSRF-Token', boss.csrf)
      .send({ disabled: true });
    expect([change.status, change.body.disabled]).toEqual([200, true]);
    expect((await models()).status).toBe(401);
    await app.call('delete', '/api/v1/session').set('Cookie', boss.cookie).set('X-CSRF-Token', boss.csrf);
    expect((await app.call('get', '/api/v1/staff').set('Cookie', boss.cookie)).status).toBe(401);
  });

  it('ends with the session', async () => {
    const { cookie } = await app.signIn('agent');
    app.clock.advance(8 * 3_600_000);
    expect((await app.call('get', '/api/v1/session').set('Cookie', cookie)).status).toBe(401);
  });
});

describe('this machine', () => {
  const parse = (app: StaffApp, headers: Record<string, string> = {}) =>
    app.call('post', '/model/parse').set(headers).send({ text: '查话费' });

  it("may use the programs' routes where there is no token, unless it speaks for somebody else", async () => {
    const app = await startStaffApp({ restToken: undefined });
    try {
      expect((await parse(app)).status).toBe(200);
      const others: Record<string, string>[] = [
        { Origin: 'http://evil.example' },
        { Origin: app.origin },
        { 'X-Forwarded-For': '127.0.0.1' },
        { Forwarded: 'for=127.0.0.1' },
      ];
      for (const headers of others) {
        expect((await parse(app, headers)).status).toBe(401);
      }
    } finally {
      await app.stop();
    }
  });

  it('cannot be feigned through a trusted proxy', async () => {
    const app = await startStaffApp({ restToken: undefined, trustProxy: true });
    try {
      expect((await parse(app, { 'X-Forwarded-For': '203.0.113.9' })).status).toBe(401);
      // What the caller wrote comes first, what our proxy has seen comes last.
      expect((await parse(app, { 'X-Forwarded-For': '127.0.0.1, 203.0.113.9' })).status).toBe(401);
    } finally {
      await app.stop();
    }
  });
});
