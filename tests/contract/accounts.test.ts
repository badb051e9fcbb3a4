import { AccountService } from '../../src/accounts/account-service';
import type { Role } from '../../src/accounts/permission';
import { SqlStore } from '../../src/store/sql-store';
import { databaseKinds, type TestDatabase } from '../support/databases';

const START = Date.parse('2026-11-22T10:00:00+08:00');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PASSWORD = 'correct horse battery';

describe.each(databaseKinds())('accounts in $name', ({ create }) => {
  let test: TestDatabase;
  let accounts: AccountService;
  let revoked: string[];

  beforeEach(async () => {
    test = await create();
    revoked = [];
    accounts = new AccountService(new SqlStore(test.database), (staffId) => revoked.push(staffId));
  });
  afterEach(() => test.destroy());

  const person = (username: string, ...roles: Role[]) =>
    accounts.create({ username, displayName: '小王', roles, password: PASSWORD }, { now: START });
  const signIn = (username: string, password = PASSWORD, now = START) =>
    accounts.signIn({ username, password, now });
  /** The code of each refusal, or `in`. */
  const outcome = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => 'in',
      (error: { code: string }) => error.code,
    );
  const sessionRows = () => test.database.read((db) => db.selectFrom('staff_session').selectAll().execute());

  describe('the first administrator', () => {
    it('is made once, even when asked for twice at once, and can sign in', async () => {
      const made = await Promise.all([
        accounts.ensureFirstAdministrator(START),
        accounts.ensureFirstAdministrator(START),
      ]);
      const [first, ...others] = made.filter((one) => one !== undefined);
      expect(others).toEqual([]);
      expect(first?.password).toHaveLength(20);
      expect(await accounts.ensureFirstAdministrator(START)).toBeUndefined();
      const { session } = await signIn(first?.username ?? '', first?.password);
      expect(session.staff).toMatchObject({ username: 'admin', roles: ['administrator'], disabled: false });
    });

    it('is made where there are others but no administrator, under a name that is free', async () => {
      await person('admin', 'agent');
      expect(await accounts.ensureFirstAdministrator(START)).toMatchObject({ username: 'administrator' });
    });

    it('is not made where there is one', async () => {
      await person('somebody', 'administrator');
      expect(await accounts.ensureFirstAdministrator(START)).toBeUndefined();
    });
  });

  describe('people', () => {
    it('have one name however it is written', async () => {
      await person('XiaoWang', 'agent');
      await expect(person('ｘｉａｏｗａｎｇ', 'agent')).rejects.toMatchObject({ code: 'user_exists' });
      const both = await Promise.all([outcome(person('twice', 'agent')), outcome(person('TWICE', 'agent'))]);
      expect(both.toSorted()).toEqual(['in', 'user_exists']);
    });

    it('are listed without their passwords', async () => {
      await person('wang', 'agent', 'editor');
      const [listed] = await accounts.list();
      expect(listed).toEqual({
        id: expect.any(String),
        username: 'wang',
        displayName: '小王',
        roles: ['agent', 'editor'],
        disabled: false,
      });
      const rows = await test.database.read((db) => db.selectFrom('staff').selectAll().execute());
      expect(JSON.stringify(rows)).not.toContain(PASSWORD);
    });

    it('need a password of twelve characters and names that can be shown', async () => {
      const base = { username: 'wang', displayName: '小王', roles: ['agent'] as const, password: PASSWORD };
      const by = { now: START };
      await expect(accounts.create({ ...base, password: 'elevenchars' }, by)).rejects.toMatchObject({
        code: 'weak_password',
      });
      for (const wrong of [
        { username: 'a b' },
        { username: '' },
        { displayName: '' },
        { displayName: 'a\u202eb' },
      ]) {
        await expect(accounts.create({ ...base, ...wrong }, by)).rejects.toMatchObject({
          code: 'bad_request',
        });
      }
      expect(await accounts.list()).toEqual([]);
    });

    it('keep at least one administrator, even when two demote each other at once', async () => {
      const [one, two] = [await person('one', 'administrator'), await person('two', 'administrator')];
      for (let round = 0; round < 8; round += 1) {
        const results = await Promise.all([
          outcome(accounts.change(one.id, { roles: ['agent'] }, { staffId: two.id, now: START })),
          outcome(accounts.disable(two.id, { staffId: one.id, now: START })),
        ]);
        expect(results.toSorted()).toEqual(['in', 'last_administrator']);
        const people = await accounts.list();
        expect(
          people.filter(({ roles, disabled }) => roles.includes('administrator') && !disabled),
        ).toHaveLength(1);
        for (const { id } of people) {
          await accounts.change(id, { roles: ['administrator'], disabled: false }, { now: START });
        }
      }
    });

    it('who do not exist cannot be changed', async () => {
      for (const id of ['nobody', '', "' or 1=1 --", '\u0000']) {
        await expect(accounts.disable(id, { now: START })).rejects.toMatchObject({ code: 'not_found' });
      }
      await expect(accounts.setPassword('nobody', PASSWORD, { now: START })).rejects.toMatchObject({
        code: 'not_found',
      });
    });
  });

  describe('sessions', () => {
    it('are found by their token, of which the database keeps a hash only', async () => {
      const wang = await person('wang', 'agent');
      const { token, session } = await signIn('wang');
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      expect(await accounts.findSession(token, START)).toEqual(session);
      expect(session.staff).toEqual(wang);
      const rows = JSON.stringify(await sessionRows());
      expect(rows).not.toContain(token);
      expect(rows).not.toContain(session.csrfToken);
      for (const wrong of ['', 'x', 'A'.repeat(43), `${token}A`]) {
        expect(await accounts.findSession(wrong, START)).toBeUndefined();
      }
    });

    it('are each their own', async () => {
      await person('wang', 'agent');
      const [one, two] = [await signIn('wang'), await signIn('wang')];
      expect(one.token).not.toBe(two.token);
      expect(one.session.csrfToken).not.toBe(two.session.csrfToken);
      await accounts.signOut(one.token, START);
      expect(await accounts.findSession(one.token, START)).toBeUndefined();
      expect(await accounts.findSession(two.token, START)).toBeDefined();
      expect(revoked).toEqual([two.session.staff.id]);
    });

    it('end after eight hours unused', async () => {
      await person('wang', 'agent');
      const { token, session } = await signIn('wang');
      expect(session.expiresAt).toBe(START + 8 * HOUR);
      expect(await accounts.findSession(token, START + 8 * HOUR)).toBeUndefined();
      expect(await accounts.findSession(token, START + 8 * HOUR - 1)).toBeDefined();
      // That use has renewed it.
      expect(await accounts.findSession(token, START + 15 * HOUR)).toBeDefined();
    });

    it('end after twenty-four hours however much they are used', async () => {
      await person('wang', 'agent');
      const { token } = await signIn('wang');
      for (let hour = 1; hour < 24; hour += 1) {
        expect(await accounts.findSession(token, START + hour * HOUR)).toBeDefined();
      }
      expect((await accounts.findSession(token, START + 24 * HOUR - 1))?.expiresAt).toBe(START + 24 * HOUR);
      expect(await accounts.findSession(token, START + 24 * HOUR)).toBeUndefined();
    });

    it('are written at most every five minutes', async () => {
      await person('wang', 'agent');
      const { token } = await signIn('wang');
      await accounts.findSession(token, START + 5 * MINUTE - 1);
      expect((await sessionRows())[0]?.last_seen_at).toBe(START);
      await accounts.findSession(token, START + 5 * MINUTE);
      expect((await sessionRows())[0]?.last_seen_at).toBe(START + 5 * MINUTE);
    });

    it('that have lapsed are cleared away by the next sign-in', async () => {
      await person('wang', 'agent');
      await signIn('wang');
      await signIn('wang', PASSWORD, START + 8 * HOUR);
      expect(await sessionRows()).toHaveLength(1);
    });

    it('of a disabled person end at once and do not come back', async () => {
      const wang = await person('wang', 'agent');
      const { token } = await signIn('wang');
      await accounts.disable(wang.id, { now: START });
      expect(await accounts.findSession(token, START)).toBeUndefined();
      expect(revoked).toEqual([wang.id]);
      expect(await outcome(signIn('wang'))).toBe('bad_credentials');
      await accounts.change(wang.id, { disabled: false }, { now: START });
      expect(await accounts.findSession(token, START)).toBeUndefined();
      expect(await outcome(signIn('wang'))).toBe('in');
    });

    it('do not begin for who is disabled, or gets another password, while the password is checked', async () => {
      const wang = await person('wang', 'agent');
      const store = new SqlStore(test.database);
      const interruptions = [
        () => accounts.setPassword(wang.id, 'another password 1', { now: START }),
        () => accounts.disable(wang.id, { now: START }),
      ];
      for (const [index, interrupt] of interruptions.entries()) {
        let writes = 0;
        const slow = new AccountService({
          read: (work) => store.read(work),
          write: async (work) => {
            // The first counts the attempt, the second opens the session.
            if ((writes += 1) === 2) await interrupt();
            return store.write(work);
          },
        });
        const password = index === 0 ? PASSWORD : 'another password 1';
        expect(await outcome(slow.signIn({ username: 'wang', password, now: START }))).toBe(
          'bad_credentials',
        );
        expect(writes).toBe(2);
        expect(await sessionRows()).toEqual([]);
      }
    });

    it('end with other roles, but not with another name', async () => {
      const wang = await person('wang', 'agent');
      const { token } = await signIn('wang');
      await accounts.change(wang.id, { displayName: '王小明', roles: ['agent'] }, { now: START });
      expect((await accounts.findSession(token, START))?.staff.displayName).toBe('王小明');
      expect(revoked).toEqual([]);
      await accounts.change(wang.id, { roles: ['agent', 'supervisor'] }, { now: START });
      expect(await accounts.findSession(token, START)).toBeUndefined();
      expect(revoked).toEqual([wang.id]);
    });
  });

  describe('passwords', () => {
    it('set by somebody else end the sessions and the lockout', async () => {
      const wang = await person('wang', 'agent');
      const { token } = await signIn('wang');
      for (let i = 0; i < 6; i += 1) await outcome(signIn('wang', 'wrong password'));
      await accounts.setPassword(wang.id, 'another password 1', { now: START });
      expect(await accounts.findSession(token, START)).toBeUndefined();
      expect(revoked).toEqual([wang.id]);
      expect(await outcome(signIn('wang'))).toBe('bad_credentials');
      expect(await outcome(signIn('wang', 'another password 1'))).toBe('in');
    });

    it('changed by oneself need the old one and open a session of their own', async () => {
      const wang = await person('wang', 'agent');
      const { token } = await signIn('wang');
      const change = (current: string, next: string) => accounts.changePassword(wang, current, next, START);
      expect(await outcome(change('not the old one', 'another password 1'))).toBe('bad_credentials');
      expect(await outcome(change(PASSWORD, 'short'))).toBe('weak_password');
      expect(await accounts.findSession(token, START)).toBeDefined();
      const changed = await change(PASSWORD, 'another password 1');
      expect(await accounts.findSession(token, START)).toBeUndefined();
      expect(await accounts.findSession(changed.token, START)).toEqual(changed.session);
      expect(await outcome(signIn('wang', 'another password 1'))).toBe('in');
    });

    it('cannot be guessed through the change of a password either', async () => {
      const wang = await person('wang', 'agent');
      const results: string[] = [];
      for (let i = 0; i < 6; i += 1) {
        results.push(
          await outcome(accounts.changePassword(wang, `guess number ${i}`, 'another password 1', START)),
        );
      }
      expect(results).toEqual([...Array.from({ length: 5 }, () => 'bad_credentials'), 'locked_out']);
    });
  });

  describe('the lockout', () => {
    const fail = async (times: number, username: string, now = START): Promise<string[]> => {
      const results: string[] = [];
      for (let i = 0; i < times; i += 1) results.push(await outcome(signIn(username, 'wrong password', now)));
      return results;
    };
    const five = Array.from({ length: 5 }, () => 'bad_credentials');

    it.each(['wang', 'nobody', 'no\u0000body', 'x y'])(
      'begins after exactly five failures of %j',
      async (name) => {
        await person('wang', 'agent');
        expect(await fail(7, name)).toEqual([...five, 'locked_out', 'locked_out']);
      },
    );

    it('lets the fifth attempt in and begins to count anew', async () => {
      await person('wang', 'agent');
      await fail(4, 'wang');
      expect(await outcome(signIn('wang'))).toBe('in');
      expect(await fail(6, 'wang')).toEqual([...five, 'locked_out']);
    });

    it('refuses the right password too, for fifteen minutes that attempts do not lengthen', async () => {
      await person('wang', 'agent');
      await fail(5, 'wang');
      expect(await outcome(signIn('WANG', PASSWORD, START + 14 * MINUTE))).toBe('locked_out');
      expect(await outcome(signIn('wang', PASSWORD, START + 15 * MINUTE - 1))).toBe('locked_out');
      expect(await outcome(signIn('wang', PASSWORD, START + 15 * MINUTE))).toBe('in');
    });

    it('counts guesses that come side by side', async () => {
      await person('wang', 'agent');
      const results = await Promise.all(
        Array.from({ length: 12 }, () => outcome(signIn('wang', 'wrong password'))),
      );
      expect(results.filter((code) => code === 'bad_credentials')).toHaveLength(5);
      expect(results.filter((code) => code === 'locked_out')).toHaveLength(7);
    });

    it('touches nobody else, and forgets names after their time', async () => {
      await person('wang', 'agent');
      await person('li', 'agent');
      await fail(6, 'wang');
      expect(await outcome(signIn('li'))).toBe('in');
      await fail(1, 'nobody', START + HOUR);
      const kept = await test.database.read((db) => db.selectFrom('sign_in_attempt').selectAll().execute());
      expect(kept).toHaveLength(1);
      expect(JSON.stringify(kept)).not.toContain('nobody');
    });

    it('does not count whom a flood has turned away', async () => {
      await person('wang', 'agent');
      const flood = Array.from({ length: 22 }, (_, i) => outcome(signIn(`nobody${i}`)));
      const turnedAway = Array.from({ length: 8 }, () => outcome(signIn('wang', 'wrong password')));
      expect(await Promise.all(turnedAway)).toEqual(Array.from({ length: 8 }, () => 'too_many_requests'));
      expect(new Set(await Promise.all(flood))).toEqual(new Set(['bad_credentials']));
      expect(await outcome(signIn('wang'))).toBe('in');
    });
  });

  describe('the audit trail', () => {
    it('tells who did what to whom, without names', async () => {
      const boss = await person('boss-username', 'administrator');
      const wang = await person('wang-username', 'agent');
      const by = { staffId: boss.id, now: START + 1 };
      const { token } = await signIn('wang-username');
      await outcome(signIn('wang-username', 'wrong password'));
      await outcome(signIn('stranger-username', 'wrong password'));
      await accounts.signOut(token, START);
      await accounts.change(wang.id, { displayName: '秘密', roles: ['editor'] }, by);
      await accounts.setPassword(wang.id, 'another password 1', by);
      await accounts.record({
        at: START + 2,
        staffId: boss.id,
        action: 'modelActivated',
        target: 'm',
        detail: '',
      });
      const trail = await accounts.auditTrail(100);
      expect(
        trail.map(({ action, staffId, target, detail }) => [action, staffId, target, detail]).toReversed(),
      ).toEqual([
        ['staffCreated', undefined, boss.id, 'roles=administrator'],
        ['staffCreated', undefined, wang.id, 'roles=agent'],
        ['signedIn', wang.id, wang.id, ''],
        ['signInFailed', wang.id, wang.id, 'mismatch'],
        ['signInFailed', undefined, undefined, 'unknownName'],
        ['signedOut', wang.id, wang.id, ''],
        ['staffChanged', boss.id, wang.id, 'roles=editor disabled=false'],
        ['passwordSet', boss.id, wang.id, ''],
        ['modelActivated', boss.id, 'm', ''],
      ]);
      const text = JSON.stringify(trail);
      for (const secret of ['username', '秘密', '小王', 'password 1']) expect(text).not.toContain(secret);
    });

    it('comes in pages', async () => {
      for (let i = 0; i < 5; i += 1) {
        await accounts.record({ at: START, action: 'modelActivated', target: `m${i}`, detail: '' });
      }
      const first = await accounts.auditTrail(2);
      const second = await accounts.auditTrail(2, first.at(-1)?.id);
      expect([...first, ...second].map(({ target }) => target)).toEqual(['m4', 'm3', 'm2', 'm1']);
    });
  });
});
