import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { Client } from 'pg';
import { makeBackup } from '../../src/store/backup/backup-maker';
import { restoreBackup } from '../../src/store/backup/backup-restorer';
import { COPIED_TABLES } from '../../src/store/copy/table-list';
import { DataLock } from '../../src/store/data-lock';
import type { Database } from '../../src/store/database';
import { migrate } from '../../src/store/migrate';
import { openDatabase } from '../../src/store/open-database';
import { SqlStore } from '../../src/store/sql-store';
import { databaseKinds, urlOfSchema } from '../support/databases';
import { addSampleLog, addSampleStaff } from '../support/sample-data';

const NAMES = databaseKinds().map(({ name }) => name);
const MESSAGES = 3_000;
const NOW = Date.parse('2026-11-22T10:00:00+08:00');

/** Data folders and schemas of one test. */
class Places {
  readonly dir = mkdtempSync(join(tmpdir(), 'tongda-backup-'));
  private readonly schemas: string[] = [];
  private count = 0;

  /** Settings of a new installation without a database. */
  async installation(kind: string) {
    const home = join(this.dir, `home${(this.count += 1)}`);
    mkdirSync(home);
    const folders = {
      dataDir: join(home, 'data'),
      modelsDir: join(home, 'models'),
      corpusDir: join(home, 'corpus'),
    };
    if (kind === 'sqlite') return folders;
    const schema = `test_${randomBytes(6).toString('hex')}`;
    await this.sql(`create schema ${schema}`);
    this.schemas.push(schema);
    return { ...folders, databaseUrl: urlOfSchema(process.env.TEST_DATABASE_URL ?? '', schema) };
  }

  async remove(): Promise<void> {
    rmSync(this.dir, { recursive: true, force: true });
    for (const schema of this.schemas) await this.sql(`drop schema ${schema} cascade`);
  }

  async sql(text: string): Promise<void> {
    const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await client.connect();
    await client.query(text);
    await client.end();
  }
}

type Installation = Awaited<ReturnType<Places['installation']>>;

async function using<T>(installation: Installation, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(installation);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Every row of every copied table but the sessions, in a fixed order. */
const contentOf = (installation: Installation): Promise<Record<string, string[]>> =>
  using(installation, async ({ admin }) => {
    const content: Record<string, string[]> = {};
    for (const table of COPIED_TABLES) {
      if (table === 'staff_session') continue;
      const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(admin);
      content[table] = rows
        .map((row) => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => a.localeCompare(b))))
        .toSorted();
    }
    return content;
  });

async function fill(installation: Installation): Promise<string> {
  return using(installation, async (database) => {
    await migrate(database);
    await addSampleLog(database, MESSAGES);
    const { id } = await database.admin.selectFrom('conversation').select('id').executeTakeFirstOrThrow();
    await addSampleStaff(database, id);
    return new SqlStore(database).logEpoch();
  });
}

const now = () => NOW;

describe.each(NAMES)('a backup of %s', (kind) => {
  const places = new Places();
  let source: Installation;
  let epoch: string;
  const out = join(places.dir, 'backups');
  const save = (time = NOW, keep?: number) => makeBackup(source, { out, keep, now: () => time });

  beforeAll(async () => {
    source = await places.installation(kind);
    mkdirSync(join(source.corpusDir, 'kb'), { recursive: true });
    writeFileSync(join(source.corpusDir, 'kb', 'article.md'), '# 流量');
    writeFileSync(join(source.corpusDir, '.hidden'), '');
    epoch = await fill(source);
  });
  afterAll(() => places.remove());
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  it('is whole, private and described by its manifest', async () => {
    const { folder, manifest } = await save();
    expect(folder).toBe(join(out, 'tongda-20261122T020000000Z'));
    expect(manifest).toMatchObject({ dialect: kind, logEpoch: epoch, rows: { event: MESSAGES, handoff: 1 } });
    expect(manifest.files.map(({ path }) => path)).toEqual(['corpus/kb/article.md', 'tongda.db']);
    for (const name of ['tongda.db', 'manifest.json', 'corpus/kb/article.md']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    const db = new BetterSqlite3(join(folder, 'tongda.db'), { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('journal_mode', { simple: true })).toBe('delete');
    db.close();
  });

  it.each(NAMES)(
    'comes back to %s with all that it had, under a new log epoch, without sessions',
    async (to) => {
      await save();
      const target = await places.installation(to);
      const restored = await restoreBackup(out, target, { now });
      expect(restored).toMatchObject({
        rows: { event: MESSAGES, staff_session: 0 },
        setAside: [],
        corpusRestored: true,
      });
      expect(await contentOf(target)).toEqual(await contentOf(source));
      expect(existsSync(join(target.corpusDir, 'kb', 'article.md'))).toBe(true);
      await using(target, async (database) => {
        expect(await migrate(database)).toEqual([]);
        expect(await new SqlStore(database).logEpoch()).toBe(restored.logEpoch);
        expect(restored.logEpoch).not.toBe(epoch);
        const sessions = await database.admin.selectFrom('staff_session').selectAll().execute();
        expect(sessions).toEqual([]);
        await database.write((db) => db.deleteFrom('question_count').execute());
      });
    },
  );

  it.each(NAMES)('takes the place of other conversations in %s only by force, and keeps them', async (to) => {
    await save();
    const target = await places.installation(to);
    await fill(target);
    await using(target, (database) =>
      database.write((db) => db.updateTable('conversation').set({ owner: 'agent' }).execute()),
    );
    const before = await contentOf(target);
    await expect(restoreBackup(out, target, { now })).rejects.toMatchObject({ code: 'target_not_empty' });
    expect(await contentOf(target)).toEqual(before);
    const { setAside } = await restoreBackup(out, target, { now, force: true });
    expect(await contentOf(target)).toEqual(await contentOf(source));
    expect(setAside).toHaveLength(1);
    const [aside = ''] = setAside;
    if (to === 'sqlite') {
      const old = new BetterSqlite3(aside, { readonly: true });
      expect(old.prepare('select distinct owner from conversation').pluck().all()).toEqual(['agent']);
      old.close();
    } else {
      const schema = aside.replace('schema ', '');
      await using(target, async ({ admin }) => {
        const { rows } = await sql`select distinct owner from ${sql.table(`${schema}.conversation`)}`.execute(
          admin,
        );
        expect(rows).toEqual([{ owner: 'agent' }]);
      });
      await places.sql(`drop schema ${schema} cascade`);
    }
  });

  it('is refused when a byte of it has changed, a file is missing, or it was never finished', async () => {
    const { folder } = await save();
    const target = await places.installation('sqlite');
    const refused = () =>
      expect(restoreBackup(folder, target, { now })).rejects.toMatchObject({ code: 'backup_invalid' });
    appendFileSync(join(folder, 'corpus/kb/article.md'), 'x');
    await refused();
    rmSync(join(folder, 'corpus/kb/article.md'));
    await refused();
    rmSync(join(folder, 'manifest.json'));
    await refused();
    await expect(restoreBackup(out, target, { now })).rejects.toMatchObject({ code: 'backup_invalid' });
    expect(existsSync(join(target.dataDir, 'tongda.db'))).toBe(false);
  });

  it('is refused while a server runs on the data folder', async () => {
    await save();
    const target = await places.installation('sqlite');
    const lock = DataLock.acquire(target.dataDir);
    await expect(restoreBackup(out, target, { now })).rejects.toMatchObject({ code: 'data_in_use' });
    lock.release();
  });

  if (NAMES.includes('postgres')) {
    it('is refused while a node works on the PostgreSQL database', async () => {
      await save();
      const target = await places.installation('postgres');
      const node = (until: number) =>
        using(target, async (database) => {
          await migrate(database);
          await database.admin.deleteFrom('node').execute();
          await database.admin.insertInto('node').values({ id: 'n1', lease_until: until }).execute();
        });
      await node(NOW + 1000);
      await expect(restoreBackup(out, target, { now })).rejects.toMatchObject({ code: 'data_in_use' });
      await node(NOW - 1000);
      const { setAside } = await restoreBackup(out, target, { now });
      for (const schema of setAside) await places.sql(`drop ${schema} cascade`);
    });
  }

  it('makes room for itself only when it is finished, and sweeps what a killed one has left', async () => {
    for (const hour of [1, 2, 3]) await save(NOW + hour * 3_600_000);
    mkdirSync(join(out, '.tongda-20261122T010000000Z.partial'));
    mkdirSync(join(out, 'tongda-20261122T235959999Z'));
    const { deleted } = await save(NOW + 4 * 3_600_000, 2);
    expect(deleted.map((folder) => folder.slice(-20))).toEqual([
      '-20261122T040000000Z',
      '-20261122T030000000Z',
    ]);
    expect(readdirSync(out).toSorted()).toEqual([
      '.backup.lock',
      'tongda-20261122T050000000Z',
      'tongda-20261122T060000000Z',
      // Not a whole backup, so neither counted nor deleted.
      'tongda-20261122T235959999Z',
    ]);
  });

  it('of a database that has moved away is not made', async () => {
    const moved = await places.installation(kind);
    await using(moved, async (database) => {
      await migrate(database);
      await database.admin.insertInto('meta').values({ key: 'store_state', value: 'moved' }).execute();
      await expect(migrate(database)).rejects.toMatchObject({ code: 'store_moved' });
    });
    await expect(makeBackup(moved, { out, now })).rejects.toMatchObject({ code: 'store_moved' });
    expect(readdirSync(out)).toEqual(['.backup.lock']);
  });
});
