import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '../../bin/tongda.js');

describe('tongda user', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tongda-user-'));
  const environment = { PATH: process.env.PATH, TONGDA_DATA: dir };
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const run = (args: string[], input = '') =>
    spawnSync(process.execPath, [PROGRAM, 'user', ...args], { input, encoding: 'utf8', env: environment });
  const json = (args: string[], input = ''): unknown =>
    JSON.parse(
      execFileSync(process.execPath, [PROGRAM, 'user', ...args, '--json'], {
        input,
        encoding: 'utf8',
        env: environment,
      }),
    );

  it('adds, lists and disables people', () => {
    const made = json(['add', 'xiaowang', '--role', 'agent', '--role', 'editor', '--display', '小王']);
    expect(made).toEqual({
      staff: expect.objectContaining({
        username: 'xiaowang',
        displayName: '小王',
        roles: ['agent', 'editor'],
      }),
      password: expect.stringMatching(/^.{20}$/),
    });
    expect(json(['disable', 'XiaoWang'])).toMatchObject({ username: 'xiaowang', disabled: true });
    expect(json(['list'])).toEqual([expect.objectContaining({ username: 'xiaowang', disabled: true })]);
  });

  it('keeps a password that it was given to itself', () => {
    const { stdout, stderr, status } = run(
      ['add', 'boss', '--role', 'administrator', '--password-stdin'],
      'my own password 12\n',
    );
    expect(status).toBe(0);
    expect(stdout + stderr).not.toContain('my own password');
  });

  it('says what it refuses, and ends with 1; wrong use ends with 2', () => {
    const weak = run(['add', 'other', '--role', 'agent', '--password-stdin'], 'short\n');
    expect([weak.status, weak.stdout]).toEqual([1, '']);
    expect(weak.stderr).toContain('weak_password');
    const unknown = run(['disable', 'nobody']);
    expect([unknown.status, unknown.stderr.split(':')[0]]).toEqual([1, 'not_found']);
    expect(run(['add', 'other', '--role', 'king']).status).toBe(2);
    expect(run(['add', 'other']).status).toBe(2);
  });
});
