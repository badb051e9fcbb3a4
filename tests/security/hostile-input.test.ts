import { connect } from 'node:net';
import * as fc from 'fast-check';
import { startStaffApp, type StaffApp } from '../support/staff-app';

describe('hostile input', () => {
  let app: StaffApp;
  let boss: Awaited<ReturnType<StaffApp['signIn']>>;

  beforeAll(async () => {
    app = await startStaffApp();
    boss = await app.signIn('administrator');
  });
  afterAll(() => app.stop());

  const asBoss = (method: 'get' | 'post' | 'put', path: string) =>
    app.call(method, path).set('Cookie', boss.cookie).set('X-CSRF-Token', boss.csrf);

  /** What every refusal looks like: a code and a text, nothing of our insides. */
  const expectRefusal = (response: { status: number; text: string; body: unknown }, code?: string): void => {
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.body).toMatchObject({
      error: { code: code ?? expect.any(String), message: expect.any(String) },
    });
    expect(response.text).not.toMatch(/node_modules|\.ts\b|\bat \w+ \(|stack/);
  };

  it.each([
    ['malformed', '{"username": "x", '],
    ['no object', '"text"'],
    ['an array', '[]'],
    ['null', 'null'],
    ['empty', ''],
    ['wrong types', '{"username": {"$ne": null}, "password": ["x"]}'],
    ['deep', '['.repeat(20_000) + ']'.repeat(20_000)],
  ])('a body that is %s is refused', async (_what, text) => {
    const response = await app
      .call('post', '/api/v1/session')
      .set('Content-Type', 'application/json')
      .send(text);
    expectRefusal(response, 'bad_request');
  });

  it('a body over 256 kB is refused before it is read', async () => {
    const response = await app
      .call('post', '/api/v1/session')
      .send({ username: 'x', password: 'x'.repeat(300_000) });
    expectRefusal(response, 'message_too_long');
    expect(response.status).toBe(413);
  });

  it('a charset or encoding that we do not read is refused', async () => {
    const post = () => app.call('post', '/api/v1/session').set('Content-Type', 'application/json');
    expectRefusal(await post().set('Content-Type', 'application/json; charset=gb18030').send('{}'));
    expectRefusal(await post().set('Content-Encoding', 'gzip').send('not gzip'));
    expectRefusal(await post().set('Content-Encoding', 'x-unknown').send('{}'));
  });

  it.each([
    '/%',
    '/%E0%A4%A',
    '/api/v1/staff/%00',
    '/api/v1/kb/articles/..%2f..%2fpackage.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '//evil.example/',
    '/console/../../etc/passwd',
  ])('the path %s leads nowhere else', async (path) => {
    const response = await asBoss('get', path);
    expect(response.text).not.toContain('"dependencies"');
    expect(response.text).not.toContain('root:');
    expect(response.headers.location).toBeUndefined();
    if (!path.startsWith('/console') && path !== '//evil.example/') expectRefusal(response);
  });

  it('an id that names nothing is 404 for who may ask', async () => {
    for (const id of [
      'x',
      '00000000-0000-7000-8000-000000000000',
      "'%20or%201=1",
      '%00',
      '__proto__',
      'constructor',
    ]) {
      expectRefusal(await asBoss('put', `/api/v1/staff/${id}`).send({ disabled: true }), 'not_found');
      expectRefusal(await asBoss('get', `/api/v1/kb/articles/${id}`), 'not_found');
    }
    expectRefusal(
      await asBoss('post', '/api/v1/models/activate').send({ id: '00000000000000ff' }),
      'not_found',
    );
    for (const id of ['../../etc', '..', '', 'x'.repeat(16)]) {
      expectRefusal(await asBoss('post', '/api/v1/models/activate').send({ id }), 'bad_request');
    }
  });

  it('keys of the prototype change nothing', async () => {
    const { staff } = await app.signIn('agent');
    const polluted =
      '{"__proto__": {"disabled": true, "roles": ["administrator"]}, "constructor": {"prototype": {"disabled": true}}}';
    const response = await asBoss('put', `/api/v1/staff/${staff.id}`)
      .set('Content-Type', 'application/json')
      .send(polluted);
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ ...staff });
    expect(({} as Record<string, unknown>).disabled).toBeUndefined();
    expect(({} as Record<string, unknown>).roles).toBeUndefined();
    const query = await asBoss('get', '/api/v1/kb/search?q=1&__proto__[q]=2&constructor=3');
    expect(query.status).toBe(200);
    expect(({} as Record<string, unknown>).q).toBeUndefined();
  });

  it('nobody gets more than the fields that a route knows', async () => {
    const { staff } = await app.signIn('agent');
    const response = await asBoss('put', `/api/v1/staff/${staff.id}`).send({
      id: 'another',
      username: 'root',
      passwordHash: 'x',
      password_hash: 'x',
      displayName: '新名字',
    });
    expect(response.body).toEqual({ ...staff, displayName: '新名字' });
    for (const roles of [['root'], [], 'administrator', [null], ['toString']]) {
      expectRefusal(await asBoss('put', `/api/v1/staff/${staff.id}`).send({ roles }), 'bad_request');
    }
  });

  it('queries with repeated or missing parts are refused', async () => {
    for (const query of ['', '?q=', '?q=a&q=b', '?q[]=a', `?q=${'x'.repeat(201)}`]) {
      expectRefusal(await asBoss('get', `/api/v1/kb/search${query}`), 'bad_request');
    }
  });

  it('line ends in what is sent make no header', async () => {
    const evil = 'x\r\nSet-Cookie: tongda_session=evil\r\nX-Evil: 1';
    const answers = [
      await app.call('post', '/api/v1/session').send({ username: evil, password: evil }),
      await asBoss('get', `/api/v1/kb/search?q=${encodeURIComponent(evil)}`),
      await asBoss('get', `/api/v1/kb/articles/${encodeURIComponent(evil)}`),
      await asBoss('post', '/api/v1/staff').send({ username: evil, displayName: evil, roles: ['agent'] }),
    ];
    for (const { headers } of answers) {
      expect(headers['x-evil']).toBeUndefined();
      expect(JSON.stringify(headers['set-cookie'] ?? [])).not.toContain('evil');
    }
    expectRefusal(answers[3]!, 'bad_request');
  });

  it('cookies and tokens of any kind are never more than nobody', async () => {
    const weird = fc.oneof(
      fc.stringMatching(/^[\x21-\x7e]{0,80}$/),
      fc.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      fc.constantFrom(
        'tongda_session',
        'tongda_session=',
        '=',
        ';;;',
        '__proto__=x',
        `tongda_session=${'A'.repeat(5000)}`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(weird, fc.boolean(), async (text, named) => {
        const cookie = named ? `tongda_session=${text}` : text;
        const response = await app.call('get', '/api/v1/session').set('Cookie', cookie);
        expect(response.status).toBe(401);
      }),
      { numRuns: 60 },
    );
  });

  it('a request that is no HTTP does not stop the server', async () => {
    const [host, port] = app.host.split(':');
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), host, () =>
        socket.end('GET / HTTP/1.1\r\nHost: a\r\nX: \u0000\u0001\r\n\r\n'),
      );
      socket.on('close', () => resolve());
      socket.on('error', () => undefined);
      socket.resume();
    });
    expect((await app.call('get', '/livez')).status).toBe(200);
  });

  it('no error of ours is told to callers, and none of this was one', async () => {
    expect(app.logged).toEqual([]);
    const broken = await startStaffApp({
      knowledge: {
        search: () => {
          throw new Error('secret insides at /srv/app/kb.ts');
        },
        find: () => undefined,
      },
    });
    try {
      const { cookie } = await broken.signIn('agent');
      const response = await broken.call('get', '/api/v1/kb/search?q=x').set('Cookie', cookie);
      expect(response.status).toBe(500);
      expect(response.body.error.code).toBe('internal');
      expect(response.text).not.toContain('insides');
      expect(broken.logged).toHaveLength(1);
    } finally {
      await broken.stop();
    }
  });
});
