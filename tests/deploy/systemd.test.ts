import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config';

const FILE = join(__dirname, '../../deploy/systemd/tongda.service');
const UNIT = readFileSync(FILE, 'utf8');

/** The values of each key of a section; a key may come again. */
function section(name: string): Map<string, string[]> {
  const [, body = ''] = new RegExp(`^\\[${name}\\]\\n(.*?)(?=^\\[|(?![\\s\\S]))`, 'ms').exec(UNIT) ?? [];
  const found = new Map<string, string[]>();
  for (const [, key = '', value = ''] of body.matchAll(/^(\w+)=(.*)$/gm))
    found.set(key, [...(found.get(key) ?? []), value]);
  return found;
}

const service = section('Service');
const has = spawnSync('systemd-analyze', ['--version']).error === undefined;

describe('tongda.service', () => {
  it('starts the program with settings that it takes', () => {
    const environment = Object.fromEntries(
      (service.get('Environment') ?? []).map((pair) => pair.split('=') as [string, string]),
    );
    expect(readConfig({}, environment)).toMatchObject({
      dataDir: '/var/lib/tongda',
      modelsDir: '/var/lib/tongda/models',
    });
    const [, script = ''] = (service.get('ExecStart')?.[0] ?? '').split(' ');
    expect(existsSync(join(__dirname, '../..', script))).toBe(true);
  });

  it('gives it its folder, its sockets and time to stop, and little else', () => {
    const value = (key: string): string | undefined => service.get(key)?.join(' ');
    expect(value('User')).toBe('tongda');
    expect(value('StateDirectory')).toBe('tongda');
    expect(Number(value('LimitNOFILE'))).toBeGreaterThanOrEqual(65_536);
    expect(Number(value('TimeoutStopSec'))).toBeGreaterThanOrEqual(15);
    expect(value('NoNewPrivileges')).toBe('yes');
    expect(value('ProtectSystem')).toBe('strict');
    expect(value('CapabilityBoundingSet')).toBe('');
    // Node compiles at run time.
    expect(value('MemoryDenyWriteExecute')).toBeUndefined();
  });

  (has ? it : it.skip)('is a unit that systemd takes, and finds hardened', () => {
    const dir = mkdtempSync(join(tmpdir(), 'tongda-unit-'));
    try {
      // systemd looks for the program, which may lie elsewhere here.
      const file = join(dir, 'tongda.service');
      writeFileSync(file, UNIT.replace('/usr/bin/node', process.execPath));
      const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
      expect(verified.stderr.split('\n').filter((line) => line.includes('tongda.service'))).toEqual([]);
      expect(verified.status).toBe(0);
      // 0 is fully confined, 10 not at all.
      const options = ['security', '--offline=true', '--threshold=25', file];
      expect(spawnSync('systemd-analyze', options).status).toBe(0);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
