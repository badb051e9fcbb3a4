import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionFromCookieHeader } from '../../src/http/session-cookie';
import { ModelShelf } from '../../src/http/models/model-shelf';
import { currentModelFolder, publishModel } from '../../src/nlu/model-store';
import { MODEL_IDS, REST_TOKEN, STAFF_PASSWORD, startStaffApp, type StaffApp } from '../support/staff-app';

describe('the API of the staff', () => {
  let app: StaffApp;
  let boss: Awaited<ReturnType<StaffApp['signIn']>>;

  beforeEach(async () => {
    app = await startStaffApp();
    boss = await app.signIn('administrator');
  });
  afterEach(() => app.stop());

  const asBoss = (method: 'get' | 'post' | 'put', path: string) =>
    app.call(method, path).set('Cookie', boss.cookie).set('X-CSRF-Token', boss.csrf);

  it('tells a browser that comes back who is signed in', async () => {
    const { status, body } = await app.call('get', '/api/v1/session').set('Cookie', boss.cookie);
    expect(status).toBe(200);
    expect(body.staff).toEqual(boss.staff);
    expect(body.csrfToken).toBe(boss.csrf);
    expect(body.permissions).toContain('account.manage');
  });

  it('knows the session of a socket by its handshake', async () => {
    const find = (cookie: string | undefined) =>
      sessionFromCookieHeader(cookie, app.accounts, app.clock.now(), false);
    expect((await find(`a=b; ${boss.cookie}`))?.staff).toEqual(boss.staff);
    expect(await find(undefined)).toBeUndefined();
    await app.accounts.signOut(boss.token, app.clock.now());
    expect(await find(boss.cookie)).toBeUndefined();
  });

  it('makes people, who can sign in with the password that is told once', async () => {
    const made = await asBoss('post', '/api/v1/staff').send({
      username: 'XiaoLi',
      displayName: ' 小李 ',
      roles: ['agent', 'editor'],
    });
    expect(made.status).toBe(201);
    expect(made.body.staff).toMatchObject({ username: 'xiaoli', displayName: '小李', disabled: false });
    const { password } = made.body;
    expect(password).toHaveLength(20);
    const signedIn = await app.call('post', '/api/v1/session').send({ username: 'xiaoli', password });
    expect(signedIn.status).toBe(200);
    const listed = await asBoss('get', '/api/v1/staff');
    expect(listed.body.staff.map(({ username }: { username: string }) => username)).toEqual([
      boss.username,
      'xiaoli',
    ]);
    expect(listed.text).not.toMatch(/argon2|assword/);
  });

  it('keeps a given password to itself and refuses weak ones and taken names', async () => {
    const person = { username: 'xiaoli', displayName: '小李', roles: ['agent'], password: STAFF_PASSWORD };
    const weak = await asBoss('post', '/api/v1/staff').send({ ...person, password: 'short' });
    expect([weak.status, weak.body.error.code]).toEqual([422, 'weak_password']);
    const made = await asBoss('post', '/api/v1/staff').send(person);
    expect(made.body).toEqual({ staff: expect.objectContaining({ username: 'xiaoli' }) });
    const again = await asBoss('post', '/api/v1/staff').send(person);
    expect([again.status, again.body.error.code]).toEqual([409, 'user_exists']);
  });

  it('does not let the last administrator go', async () => {
    const { status, body } = await asBoss('put', `/api/v1/staff/${boss.staff.id}`).send({ disabled: true });
    expect([status, body.error.code]).toEqual([409, 'last_administrator']);
  });

  it('changes the password of who is signed in, with a new session', async () => {
    const change = (current: string, next: string) =>
      asBoss('put', '/api/v1/session/password').send({ current, next });
    expect((await change('wrong password', 'another password 1')).body.error.code).toBe('bad_credentials');
    const changed = await change(STAFF_PASSWORD, 'another password 1');
    expect(changed.status).toBe(200);
    const cookie = (changed.headers['set-cookie'] as unknown as string[])[0]?.split(';')[0] ?? '';
    expect((await app.call('get', '/api/v1/session').set('Cookie', boss.cookie)).status).toBe(401);
    const now = await app.call('get', '/api/v1/session').set('Cookie', cookie);
    expect(now.body.csrfToken).toBe(changed.body.csrfToken);
  });

  describe('models', () => {
    const activate = (body?: object) => asBoss('post', '/api/v1/models/activate').send(body);
    const current = async () => (await asBoss('get', '/api/v1/models')).body.current;

    it('are listed with the one that answers', async () => {
      const { body } = await asBoss('get', '/api/v1/models');
      expect(body.current).toBe(MODEL_IDS[0]);
      expect(body.models.map(({ id }: { id: string }) => id).toSorted()).toEqual([...MODEL_IDS]);
      expect(body.models[0].publishedAt).toBeGreaterThan(0);
    });

    it('are activated by name, which is written to the trail', async () => {
      const { status, body } = await activate({ id: MODEL_IDS[1] });
      expect([status, body]).toEqual([200, { current: MODEL_IDS[1] }]);
      expect(await current()).toBe(MODEL_IDS[1]);
      expect((await app.accounts.auditTrail(1))[0]).toMatchObject({
        action: 'modelActivated',
        staffId: boss.staff.id,
        target: MODEL_IDS[1],
      });
    });

    it('are activated as published by programs with the token', async () => {
      publishModel(app.modelsDir, MODEL_IDS[1]);
      const { status, body } = await app
        .call('post', '/api/v1/models/activate')
        .set('Authorization', `Bearer ${REST_TOKEN}`);
      expect([status, body]).toEqual([200, { current: MODEL_IDS[1] }]);
      expect((await app.accounts.auditTrail(1))[0]?.staffId).toBeUndefined();
    });

    it('that are damaged stay out and leave the published one in place', async () => {
      writeFileSync(join(app.modelsDir, MODEL_IDS[1], 'weights'), 'something else');
      const { status, body } = await activate({ id: MODEL_IDS[1] });
      expect([status, body.error.code]).toEqual([422, 'model_broken']);
      expect(await current()).toBe(MODEL_IDS[0]);
      expect(currentModelFolder(app.modelsDir)).toBe(join(app.modelsDir, MODEL_IDS[0]));
    });

    it('that do not load are taken back', async () => {
      const stubborn = await startStaffApp();
      const models = new ModelShelf({
        modelsDir: stubborn.modelsDir,
        currentId: () => MODEL_IDS[0],
        reload: async () => undefined,
      });
      const failing = await startStaffApp({ models });
      try {
        const { cookie, csrf } = await failing.signIn('editor');
        const { status, body } = await failing
          .call('post', '/api/v1/models/activate')
          .set('Cookie', cookie)
          .set('X-CSRF-Token', csrf)
          .send({ id: MODEL_IDS[1] });
        expect([status, body.error.code]).toEqual([422, 'model_broken']);
        expect(currentModelFolder(stubborn.modelsDir)).toBe(join(stubborn.modelsDir, MODEL_IDS[0]));
      } finally {
        await failing.stop();
        await stubborn.stop();
      }
    });

    it('asked for at once come one after the other', async () => {
      const answers = await Promise.all([activate({ id: MODEL_IDS[1] }), activate({ id: MODEL_IDS[0] })]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    });

    it('that have gone are not listed', async () => {
      rmSync(join(app.modelsDir, MODEL_IDS[1], 'manifest.json'));
      const { body } = await asBoss('get', '/api/v1/models');
      expect(body.models).toHaveLength(1);
    });
  });

  it('searches and shows articles', async () => {
    const found = await asBoss('get', `/api/v1/kb/search?q=${encodeURIComponent('查话费')}`);
    expect(found.body.hits[0]).toMatchObject({ articleId: 'billing-balance', passage: '查话费' });
    const article = await asBoss('get', `/api/v1/kb/articles/${found.body.hits[0].articleId}`);
    expect(article.body).toMatchObject({ title: '怎么查话费', questions: ['话费余额'] });
  });
});
