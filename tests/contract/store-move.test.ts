import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { readShape } from '../../src/store/copy/table-shape';
import { DataLock } from '../../src/store/data-lock';
import { migrate } from '../../src/store/migrate';
import { changedKeys, forgetChanges, installChangeLog, lastChange } from '../../src/store/move/change-log';
import { abandonMove, moveStore } from '../../src/store/move/store-move';
import { PostgresDatabase } from '../../src/store/postgres/postgres-database';
import { SqlStore } from '../../src/store/sql-store';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';
import { databaseKinds, urlOfSchema } from '../support/databases';
import { addSampleLog, addSampleStaff } from '../support/sample-data';

const hasPostgres = databaseKinds().some(({ name }) => name === 'postgres');
const MESSAGES = 500;

describe('the change log of a move', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tongda-change-log-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('notes what is inserted, changed, renamed, replaced and deleted, and not what is only locked', async () => {
    const server = new SqliteDatabase(join(dir, 'tongda.db'));
    await migrate(server);
    const raw = new BetterSqlite3(join(dir, 'tongda.db'));
    const shape = await readShape(server.admin, 'sqlite', 'question_count');
    const row = (article: string) => ({ day: 'd', article_id: article, asked: 1 });
    const add = (article: string) =>
      server.write((db) => db.insertInto('question_count').values(row(article)).execute());
    await add('before');
    installChangeLog(raw, [shape]);
    installChangeLog(raw, [shape]);
    expect(lastChange(raw)).toBe(0);
    // A server whose statements were prepared before the log was there.
    await add('inserted');
    await add('renamed');
    await add('deleted');
    const change = (article: string, values: { asked?: number; article_id?: string }) =>
      server.write((db) =>
        db.updateTable('question_count').set(values).where('article_id', '=', article).execute(),
      );
    forgetChanges(raw, lastChange(raw));
    await change('before', { asked: 1 });
    expect(lastChange(raw)).toBe(0);
    await change('before', { asked: 2 });
    await change('renamed', { article_id: 'new name' });
    await server.write((db) => db.deleteFrom('question_count').where('article_id', '=', 'deleted').execute());
    await server.write((db) => db.replaceInto('question_count').values(row('inserted')).execute());
    const keys = changedKeys(raw, shape, lastChange(raw)).map((key) => key.join('/'));
    expect(keys.toSorted()).toEqual(['d/before', 'd/deleted', 'd/inserted', 'd/new name', 'd/renamed']);
    raw.close();
    await server.close();
  });
});

(hasPostgres ? describe : describe.skip)('a move to PostgreSQL', () => {
  const base = process.env.TEST_DATABASE_URL ?? '';
  let dataDir: string;
  let schema: string;
  let targetUrl: string;

  const command = async (text: string): Promise<void> => {
    const client = new Client({ connectionString: base });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  const onSource = async <T>(work: (database: SqliteDatabase) => Promise<T>): Promise<T> => {
    const database = new SqliteDatabase(join(dataDir, 'tongda.db'));
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  const onTarget = async <T>(work: (database: PostgresDatabase) => Promise<T>): Promise<T> => {
    const database = new PostgresDatabase(targetUrl);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  const move = (options: { restart?: boolean } = {}) =>
    moveStore({ dataDir, targetUrl, follow: false, ...options });
  const events = (database: SqliteDatabase | PostgresDatabase): Promise<number> =>
    database.admin
      .selectFrom('event')
      .select(({ fn }) => fn.countAll().as('n'))
      .executeTakeFirstOrThrow()
      .then(({ n }) => Number(n));

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'tongda-move-'));
    schema = `test_${randomBytes(6).toString('hex')}`;
    targetUrl = urlOfSchema(base, schema);
    await command(`create schema ${schema}`);
    await onSource(async (database) => {
      await migrate(database);
      await addSampleLog(database, MESSAGES);
      const { id } = await database.admin.selectFrom('conversation').select('id').executeTakeFirstOrThrow();
      await addSampleStaff(database, id);
    });
  });
  afterEach(async () => {
    rmSync(dataDir, { recursive: true, force: true });
    await command(`drop schema ${schema} cascade`);
  });

  it('without a server is one run; sessions go on', async () => {
    expect(await move()).toMatchObject({ finished: true, rows: { event: MESSAGES, staff_session: 1 } });
    await expect(move()).rejects.toMatchObject({ code: 'store_moved' });
  });

  it('does not end while a server runs, and takes its later writes over when it has stopped', async () => {
    const server = DataLock.acquire(dataDir);
    expect(await move()).toEqual({ finished: false });
    await onSource((database) => addSampleLog(database, 100, { from: 1000 }));
    await onTarget(async (database) => {
      expect(await events(database)).toBe(MESSAGES);
      await expect(migrate(database)).rejects.toMatchObject({ code: 'store_incomplete' });
    });
    server.release();
    expect(await move()).toMatchObject({ finished: true, rows: { event: MESSAGES + 100 } });
    await onTarget(async (database) => expect(await migrate(database)).toEqual([]));
  });

  it('is refused by a target with data, and by one that another source fills', async () => {
    await onTarget(async (database) => {
      await migrate(database);
      await addSampleLog(database, 10);
    });
    await expect(move()).rejects.toMatchObject({ code: 'target_not_empty' });
    await expect(move({ restart: true })).rejects.toMatchObject({ code: 'target_not_empty' });
    await onTarget(async (database) => expect(await events(database)).toBe(10));
  });

  it('that was given up leaves the source as it was; begun again it needs a fresh target', async () => {
    const server = DataLock.acquire(dataDir);
    await move();
    server.release();
    expect(await abandonMove(dataDir)).toEqual({ wasMoved: false });
    await onSource(async (database) => {
      expect(await migrate(database)).toEqual([]);
      await addSampleLog(database, 100, { from: 1000 });
    });
    await expect(move()).rejects.toMatchObject({ code: 'target_not_empty' });
    expect(await move({ restart: true })).toMatchObject({ finished: true, rows: { event: MESSAGES + 100 } });
  });

  it('that has ended can be taken back, under a new log epoch', async () => {
    const epoch = await onSource((database) => new SqlStore(database).logEpoch());
    await move();
    await onTarget(async (database) => expect(await new SqlStore(database).logEpoch()).toBe(epoch));
    expect(await abandonMove(dataDir)).toEqual({ wasMoved: true });
    await onSource(async (database) => {
      await migrate(database);
      expect(await new SqlStore(database).logEpoch()).not.toBe(epoch);
      await addSampleLog(database, 100, { from: 1000 });
    });
  });

  it('finds out when the target is not what was copied, and does not close the source', async () => {
    const server = DataLock.acquire(dataDir);
    await move();
    server.release();
    await onTarget((database) =>
      database.write((db) => db.updateTable('event').set({ body: '{}' }).where('seq', '=', 3).execute()),
    );
    await expect(move()).rejects.toMatchObject({ code: 'checksum_differs' });
    await onSource(async (database) => expect(await migrate(database)).toEqual([]));
    await onTarget((database) =>
      expect(migrate(database)).rejects.toMatchObject({ code: 'store_incomplete' }),
    );
    expect(await move({ restart: true })).toMatchObject({ finished: true });
  });
});
