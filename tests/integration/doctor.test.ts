import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config';
import { examine } from '../../src/doctor/examine';
import { gather } from '../../src/doctor/gather';
import { programMissing } from '../support/cluster';
import { runTongda } from '../support/command';
import { RedisServer } from '../support/redis-server';
import { RunningServer } from '../support/running-server';
import { TEST_MODELS } from '../support/trained-model';

interface Report {
  ok: boolean;
  checks: { check: string; status: string }[];
}

const postgresUrl = process.env.TEST_DATABASE_URL;

describe('tongda doctor', () => {
  let dir: string;

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'tongda-doctor-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const statusesOf = async (environment: Record<string, string>) => {
    const settings = {
      TONGDA_DATA: join(dir, 'none'),
      TONGDA_MODELS: TEST_MODELS,
      PORT: '0',
      ...environment,
    };
    const findings = examine(await gather(readConfig({}, settings), { integrity: true }));
    return {
      statuses: Object.fromEntries(findings.map(({ check, status }) => [check, status])),
      found: (name: string) => findings.find(({ check }) => check === name)?.found,
    };
  };

  it('looks at a running server and its database without disturbing it', async () => {
    const server = await RunningServer.start();
    try {
      const settings = { TONGDA_DATA: server.dataDir, PORT: String(server.port) };
      const { statuses, found } = await statusesOf(settings);
      expect(statuses).toMatchObject({
        dataFolder: 'ok',
        sqliteSynchronous: 'ok',
        sqliteJournal: 'ok',
        sqliteIntegrity: 'ok',
        schema: 'ok',
        corpus: 'ok',
        modelIsCurrent: 'ok',
        port: 'ok',
        // Nobody has changed what the first start printed.
        passwords: 'warn',
      });
      expect(found('port')).toContain('Tongda');
      const changed = await runTongda(['user', 'password', 'admin', '--password-stdin'], {
        input: 'a long enough one\n',
        environment: settings,
      });
      expect(changed.code).toBe(0);
      expect((await statusesOf(settings)).statuses.passwords).toBe('ok');
      await runTongda(['user', 'password', 'admin', '--password-stdin'], {
        input: 'admin1234567\n',
        environment: settings,
      });
      expect((await statusesOf(settings)).statuses.passwords).toBe('fail');
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    } finally {
      await server.destroy();
    }
  }, 60_000);

  it('falls short where something is broken', async () => {
    const data = join(dir, 'broken');
    mkdirSync(data);
    writeFileSync(join(data, 'tongda.db'), 'not a database, but long enough to look like one'.repeat(100));
    mkdirSync(join(dir, 'corpus'));
    const stranger = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    try {
      const { code, stdout } = await runTongda(['doctor', '--json', '--data', data], {
        environment: {
          TONGDA_CORPUS: join(dir, 'corpus'),
          TONGDA_MODELS: join(dir, 'models'),
          PORT: String((stranger.address() as AddressInfo).port),
        },
      });
      const { ok, checks } = JSON.parse(stdout) as Report;
      expect({ code, ok }).toEqual({ code: 1, ok: false });
      const statuses = Object.fromEntries(checks.map(({ check, status }) => [check, status]));
      expect(statuses).toMatchObject({ sqliteOpens: 'fail', corpus: 'fail', model: 'warn', port: 'fail' });
    } finally {
      stranger.close();
    }
  });

  it('names a database that is away, without its password', async () => {
    const { statuses, found } = await statusesOf({
      DATABASE_URL: 'postgres://tongda:hunter22@127.0.0.1:9/tongda',
    });
    expect(statuses).toMatchObject({ postgres: 'fail' });
    expect(found('postgres')).toContain('ECONNREFUSED');
    expect(found('postgres')).not.toContain('hunter22');
  });

  it('asks Redis for its version, and says when it is away', async () => {
    const away = await statusesOf({ REDIS_URL: 'redis://127.0.0.1:9' });
    expect(away.statuses.redis).toBe('warn');
    expect(away.found('redis')).toContain('ECONNREFUSED');
    if (programMissing('redis-server')) return;
    const redis = await RedisServer.start();
    try {
      expect((await statusesOf({ REDIS_URL: redis.url })).statuses.redis).toBe('ok');
    } finally {
      await redis.destroy();
    }
  });

  (postgresUrl ? it : it.skip)(
    'looks into PostgreSQL, whose unsafe settings refuse a start',
    async () => {
      const good = await statusesOf({ DATABASE_URL: postgresUrl ?? '' });
      expect(good.statuses).toMatchObject({
        postgres: 'ok',
        postgresPrimary: 'ok',
        postgresDurability: 'ok',
        postgresEncoding: 'ok',
        postgresClock: 'ok',
      });
      const unsafe = new URL(postgresUrl ?? '');
      unsafe.searchParams.set('options', '-c synchronous_commit=off');
      expect((await statusesOf({ DATABASE_URL: unsafe.href })).statuses.postgresDurability).toBe('fail');
      await expect(RunningServer.start({ DATABASE_URL: unsafe.href })).rejects.toThrow('unsafe_storage');
    },
    60_000,
  );

  it('is not needed for what serve refuses by itself', async () => {
    const { code, stderr } = await runTongda(['serve'], {
      environment: { HOST: '0.0.0.0', TONGDA_EMBED_ORIGINS: '*', TONGDA_DATA: join(dir, 'none') },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('unsafe_settings');
  });

  it('tells people in both languages what to do', async () => {
    const { stdout } = await runTongda(['doctor', '--fast'], {
      environment: { TONGDA_DATA: join(dir, 'none'), TONGDA_MODELS: TEST_MODELS, HOST: '0.0.0.0', PORT: '0' },
    });
    expect(stdout).toContain('REST 令牌 / REST token');
    expect(stdout).toContain('openssl rand -hex 32');
    expect(stdout).toMatch(/\d+ 项正常，\d+ 项提醒，\d+ 项不通过/);
  });
});
