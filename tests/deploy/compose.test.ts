import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCompose, readEnvFile, type Service } from '../../scripts/deploy/compose-file';
import { readConfig, SETTINGS } from '../../src/config';

const ROOT = join(__dirname, '../..');
const COMPOSE = readFileSync(join(ROOT, 'compose.yaml'), 'utf8');
const EXAMPLE = readFileSync(join(ROOT, '.env.example'), 'utf8');
const HAPROXY = readFileSync(join(ROOT, 'deploy/haproxy/haproxy.cfg'), 'utf8');

/** `.env` as somebody has it who took every # of a setting away and put passwords in. */
const SCALED = readEnvFile(
  EXAMPLE.replaceAll(/^#(\w+=)/gm, '$1')
    .replace(/^TONGDA_REST_TOKEN=$/m, 'TONGDA_REST_TOKEN=0123456789abcdef')
    .replaceAll('POSTGRES_PASSWORD@', 'one@')
    .replaceAll('REDIS_PASSWORD@', 'two@'),
);
const names = (services: readonly Service[]): string[] => services.map(({ name }) => name).toSorted();

describe('compose.yaml', () => {
  const one = readCompose(COMPOSE, readEnvFile(EXAMPLE));
  const many = readCompose(COMPOSE, SCALED);
  const nodes = many.filter(({ image }) => image.startsWith('tongda'));
  const node = (name: string): Service => many.find((service) => service.name === name)!;

  it('runs one node on SQLite from the example as it is', () => {
    expect(names(one)).toEqual(['node1']);
    expect(one[0]?.environment.DATABASE_URL).toBeUndefined();
    expect(one[0]?.ports).toEqual(['127.0.0.1:3000:3000']);
  });

  it('runs three nodes, PostgreSQL, Redis and haproxy in the profile scale', () => {
    expect(names(many)).toEqual(['haproxy', 'node1', 'node2', 'node3', 'postgres', 'redis']);
    expect(nodes.map(({ environment }) => environment.TONGDA_CONTENT)).toEqual([
      'files',
      'database',
      'database',
    ]);
    expect(new Set(nodes.map(({ volumes }) => volumes[0])).size).toBe(3);
    for (const { dependsOn } of many) expect(names(many)).toEqual(expect.arrayContaining([...dependsOn]));
    for (const setting of ['DATABASE_URL', 'REDIS_URL'] as const) {
      const host = new URL(SCALED[setting] ?? '').hostname;
      expect(names(many)).toContain(host);
    }
  });

  it('gives every node settings that the program knows and takes', () => {
    for (const { environment } of nodes) {
      expect(() => readConfig({}, environment)).not.toThrow();
      const own = Object.keys(environment).filter((name) => name !== 'NODE_OPTIONS');
      expect(own.filter((name) => !(name in SETTINGS))).toEqual([]);
    }
  });

  it('balances over these nodes', () => {
    const servers = [...HAPROXY.matchAll(/^ {4}server (\S+) (\S+)$/gm)].map(([, , address]) => address);
    expect(servers).toEqual(nodes.map(({ name }) => `${name}:3000`));
    const [config = ''] = node('haproxy').volumes.map((volume) => volume.split(':')[0] ?? '');
    expect(readFileSync(join(ROOT, config), 'utf8')).toBe(HAPROXY);
  });

  it('has no password of its own, and starts nothing without one', () => {
    expect(EXAMPLE).not.toMatch(/PASSWORD=./);
    expect(COMPOSE).not.toMatch(/(?:PASSWORD|TOKEN|SECRET)\w*: *\S/);
    expect(node('postgres').environment.POSTGRES_PASSWORD).toBe('');
    expect(node('redis').command?.at(-1)).toMatch(/^test -n "\$REDIS_PASSWORD" && exec redis-server /);
  });

  it('opens only haproxy to the outside', () => {
    const open = many.filter(({ ports }) => ports.some((port) => !port.startsWith('127.0.0.1:')));
    expect(names(open)).toEqual(['haproxy']);
  });

  it('confines the nodes, and mounts only what there is', () => {
    for (const service of nodes) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], stop_grace_period: '30s' });
      expect(service.security_opt).toContain('no-new-privileges:true');
    }
    const mounted = many.flatMap(({ volumes }) => volumes).filter((volume) => volume.startsWith('./'));
    expect(mounted.filter((volume) => !existsSync(join(ROOT, volume.split(':')[0] ?? '')))).toEqual([]);
  });
});
