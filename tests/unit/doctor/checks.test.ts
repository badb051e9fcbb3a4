import { CHECKS, examine } from '../../../src/doctor/examine';
import type { Facts } from '../../../src/doctor/facts';
import type { Status } from '../../../src/doctor/finding';
import { clusterFacts, CONTENT, DISK, facts, GOOD_TOKEN, POSTGRES, SQLITE } from './facts';

const MIB = 1024 ** 2;
const host = (change: Partial<Facts['host']>): Facts => facts({ host: { ...facts().host, ...change } });
const disk = (change: object): Facts => facts({ disk: { ...DISK, ...change } });
const sqlite = (change: object): Facts => facts({ sqlite: { ...SQLITE, ...change } });
const postgres = (change: object): Facts => clusterFacts({ postgres: { ...POSTGRES, ...change } });
const pgSetting = (change: object): Facts => postgres({ settings: { ...POSTGRES.settings, ...change } });
const content = (change: object): Facts => facts({ content: { ...CONTENT, ...change } });
const set = (settings: Record<string, string>): Facts => facts({}, settings);

const SHARED = { DATABASE_URL: 'postgres://tongda@db/tongda', TONGDA_TRUST_PROXY: '1' };

/** A check, what it sees, and what it says: each check has a row for a good and one for a bad outcome. */
const TABLE: readonly [check: string, seen: Facts, status: Status][] = [
  ['node', host({ node: '20.19.0' }), 'ok'],
  ['node', host({ node: '22.1.0' }), 'ok'],
  ['node', host({ node: '20.18.3' }), 'fail'],
  ['node', host({ node: '18.20.0' }), 'fail'],
  ['memory', host({ memoryBytes: 4096 * MIB }), 'ok'],
  ['memory', host({ memoryBytes: 1024 * MIB, heapBytes: 768 * MIB }), 'ok'],
  ['memory', host({ memoryBytes: 1024 * MIB, heapBytes: 2048 * MIB }), 'warn'],
  ['memory', host({ memoryBytes: 900 * MIB }), 'warn'],
  ['memory', host({ memoryBytes: 256 * MIB }), 'fail'],
  ['descriptors', host({ descriptors: 65_536 }), 'ok'],
  ['descriptors', host({ descriptors: 4096 }), 'warn'],
  ['descriptors', host({ descriptors: 256 }), 'fail'],
  ['timeZoneData', host({ zoneData: true }), 'ok'],
  ['timeZoneData', host({ zoneData: false }), 'fail'],
  ['inspector', host({}), 'ok'],
  ['inspector', host({ inspector: 'ws://127.0.0.1:9229/x' }), 'warn'],
  ['dataFolder', disk({}), 'ok'],
  ['dataFolder', facts({ disk: { error: 'EACCES' } }), 'fail'],
  ['freeSpace', disk({ freeBytes: 4096 * MIB }), 'ok'],
  ['freeSpace', disk({ freeBytes: 1024 * MIB }), 'warn'],
  ['freeSpace', disk({ freeBytes: 100 * MIB }), 'fail'],
  ['fileSystem', disk({ fileSystem: 0xef53 }), 'ok'],
  ['fileSystem', disk({ fileSystem: 0x01021994 }), 'warn'],
  ['fileSystem', disk({ fileSystem: 0x6969 }), 'fail'],
  ['diskSync', disk({ syncP99Ms: 3 }), 'ok'],
  ['diskSync', disk({ syncP99Ms: 80 }), 'warn'],
  ['sqliteOpens', sqlite({}), 'ok'],
  ['sqliteOpens', facts({ sqlite: { error: 'file is not a database' } }), 'fail'],
  ['sqliteSynchronous', sqlite({ synchronous: '2' }), 'ok'],
  ['sqliteSynchronous', sqlite({ synchronous: '1' }), 'fail'],
  ['sqliteJournal', sqlite({ journal: 'wal' }), 'ok'],
  ['sqliteJournal', sqlite({ journal: 'delete' }), 'warn'],
  ['sqliteIntegrity', sqlite({ integrity: 'ok' }), 'ok'],
  ['sqliteIntegrity', sqlite({ integrity: 'row 3 missing from index' }), 'fail'],
  ['postgres', postgres({}), 'ok'],
  ['postgres', postgres({ version: 13.0002 }), 'warn'],
  ['postgres', postgres({ version: 11.0002 }), 'fail'],
  ['postgres', clusterFacts({ postgres: { error: 'connect ECONNREFUSED' } }), 'fail'],
  ['postgresPrimary', postgres({ isReplica: false }), 'ok'],
  ['postgresPrimary', postgres({ isReplica: true }), 'fail'],
  ['postgresDurability', pgSetting({ synchronous_commit: 'local' }), 'ok'],
  ['postgresDurability', pgSetting({ synchronous_commit: 'off' }), 'fail'],
  ['postgresDurability', pgSetting({ fsync: 'off' }), 'fail'],
  ['postgresDurability', pgSetting({ full_page_writes: 'off' }), 'fail'],
  ['postgresEncoding', pgSetting({ server_encoding: 'UTF8' }), 'ok'],
  ['postgresEncoding', pgSetting({ server_encoding: 'SQL_ASCII' }), 'fail'],
  ['postgresConnections', postgres({}), 'ok'],
  ['postgresConnections', postgres({ usedConnections: 95 }), 'warn'],
  ['postgresConnections', postgres({ maxConnections: 5 }), 'fail'],
  ['postgresClock', postgres({ clockAheadMs: -300 }), 'ok'],
  ['postgresClock', postgres({ clockAheadMs: -800 }), 'warn'],
  ['postgresClock', postgres({ clockAheadMs: 9000 }), 'fail'],
  ['schema', facts(), 'ok'],
  ['schema', clusterFacts(), 'ok'],
  ['schema', sqlite({ migrations: ['001-conversation'] }), 'warn'],
  ['schema', postgres({ migrations: [...POSTGRES.migrations, '999-future'] }), 'fail'],
  ['redis', clusterFacts(), 'ok'],
  ['redis', clusterFacts({ redis: { version: '5.0.3' } }), 'warn'],
  ['redis', clusterFacts({ redis: { error: 'connect ECONNREFUSED' } }), 'warn'],
  ['redis', clusterFacts({ redis: { version: '4.0.9' } }), 'fail'],
  ['corpus', content({}), 'ok'],
  ['corpus', content({ complaints: ['kb/a.md:1: no title', 'kb/b.md:1: no title'] }), 'fail'],
  ['model', content({}), 'ok'],
  ['model', content({ model: { error: 'model_missing: /models' } }), 'warn'],
  ['model', content({ model: { error: 'model_broken: linear.bin' } }), 'fail'],
  ['modelIsCurrent', content({ corpusModel: 'aa' }), 'ok'],
  ['modelIsCurrent', content({ corpusModel: 'bb' }), 'warn'],
  ['pages', facts({ pages: true }), 'ok'],
  ['pages', facts({ pages: false }), 'fail'],
  ['port', facts({ port: 'free' }), 'ok'],
  ['port', facts({ port: 'ours' }), 'ok'],
  ['port', facts({ port: 'taken' }), 'fail'],
  ['port', facts({ port: 'notAllowed' }), 'fail'],
  ['restToken', set({}), 'ok'],
  ['restToken', set({ HOST: '0.0.0.0', TONGDA_REST_TOKEN: GOOD_TOKEN }), 'ok'],
  ['restToken', set({ HOST: '0.0.0.0' }), 'warn'],
  ['restToken', set({ TONGDA_REST_TOKEN: 'change-me-change-me' }), 'warn'],
  ['restToken', set({ HOST: '::', TONGDA_REST_TOKEN: 'change-me-change-me' }), 'fail'],
  ['restToken', set({ TONGDA_TRUST_PROXY: '1', TONGDA_REST_TOKEN: '7777777777777777' }), 'fail'],
  ['embedOrigins', set({}), 'ok'],
  ['embedOrigins', set({ TONGDA_EMBED_ORIGINS: 'https://www.example.cn,https://a.cn:8443' }), 'ok'],
  ['embedOrigins', set({ TONGDA_EMBED_ORIGINS: 'http://www.example.cn' }), 'warn'],
  ['embedOrigins', set({ TONGDA_EMBED_ORIGINS: 'https://www.example.cn/hall' }), 'fail'],
  ['embedOrigins', set({ TONGDA_EMBED_ORIGINS: 'www.example.cn' }), 'fail'],
  ['embedOrigins', set({ TONGDA_EMBED_ORIGINS: '*' }), 'fail'],
  ['embedOrigins', set({ TONGDA_EMBED_ORIGINS: 'https://*.example.cn' }), 'fail'],
  ['secureCookies', set({}), 'ok'],
  ['secureCookies', set({ HOST: '10.0.0.5', TONGDA_SECURE_COOKIES: '1' }), 'ok'],
  ['secureCookies', set({ HOST: '10.0.0.5' }), 'warn'],
  ['trustProxy', set({ TONGDA_TRUST_PROXY: '1', TONGDA_SECURE_COOKIES: '1' }), 'ok'],
  ['trustProxy', set({ TONGDA_TRUST_PROXY: '1', HOST: '0.0.0.0' }), 'warn'],
  ['trustProxy', set({ TONGDA_SECURE_COOKIES: '1' }), 'warn'],
  ['drain', set({ ...SHARED, TONGDA_DRAIN_MS: '3000' }), 'ok'],
  ['drain', set(SHARED), 'warn'],
  ['restCallback', set({ TONGDA_REST_CALLBACK_URL: 'https://crm.example.cn/in' }), 'ok'],
  ['restCallback', set({ TONGDA_REST_CALLBACK_URL: 'http://127.0.0.1:8080/in' }), 'ok'],
  ['restCallback', set({ TONGDA_REST_CALLBACK_URL: 'http://crm.example.cn/in' }), 'warn'],
  ['passwords', facts(), 'ok'],
  ['passwords', facts({ accounts: { unchanged: ['admin'], guessed: [] } }), 'warn'],
  ['passwords', facts({ accounts: { unchanged: [], guessed: ['admin'] } }), 'fail'],
];

describe('the doctor', () => {
  it.each(TABLE.map((row, index) => [index, ...row] as const))('%i: %s', (_index, check, seen, status) => {
    const finding = examine(seen).find((one) => one.check === check);
    expect(finding?.status).toBe(status);
    if (!finding || finding.status === 'ok') return;
    expect(finding.zh).toMatch(/\p{Script=Han}.*。$/su);
    expect(finding.en).toMatch(/^[^\p{Script=Han}]*\.$/su);
  });

  it('has every check in the table, with a good and a bad outcome', () => {
    const outcomes = (name: string): Set<boolean> =>
      new Set(TABLE.filter(([check]) => check === name).map(([, , status]) => status === 'ok'));
    expect(CHECKS.filter(({ name }) => outcomes(name).size < 2).map(({ name }) => name)).toEqual([]);
    expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  });

  it('finds nothing wrong where nothing is, on one node and on many', () => {
    for (const good of [facts(), clusterFacts()]) {
      expect(examine(good).filter(({ status }) => status !== 'ok')).toEqual([]);
    }
  });

  it('says nothing of what there is not', () => {
    const names = (seen: Facts): string[] => examine(seen).map(({ check }) => check);
    expect(names(facts()).filter((name) => /postgres|redis|restCallback|drain/.test(name))).toEqual([]);
    expect(names(clusterFacts()).filter((name) => /sqlite|diskSync/.test(name))).toEqual([]);
    const follower = { ...clusterFacts() };
    delete follower.content;
    expect(names(follower).filter((name) => /corpus|model/.test(name))).toEqual([]);
  });
});
