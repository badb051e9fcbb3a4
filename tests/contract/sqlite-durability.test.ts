import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { migrate } from '../../src/store/migrate';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';

describe('the SQLite file', () => {
  let dir: string;
  let database: SqliteDatabase;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tongda-sqlite-'));
    database = new SqliteDatabase(join(dir, 'tongda.db'));
    await migrate(database);
  });
  afterEach(async () => {
    await database.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('writes with synchronous=FULL and leaves checkpoints to the worker', async () => {
    const pragma = (name: string) => sql.raw(`pragma ${name}`).execute(database.admin);
    expect((await pragma('synchronous')).rows).toEqual([{ synchronous: 2 }]);
    expect((await pragma('journal_mode')).rows).toEqual([{ journal_mode: 'wal' }]);
    expect((await pragma('wal_autocheckpoint')).rows).toEqual([{ wal_autocheckpoint: 0 }]);
  });

  it('waits for another writer instead of failing', async () => {
    const other = new BetterSqlite3(join(dir, 'tongda.db'));
    other.exec('BEGIN IMMEDIATE');
    const write = database.write((db) =>
      db.insertInto('meta').values({ key: 'beside', value: '1' }).execute(),
    );
    // better-sqlite3 waits on this very thread, so the other writer must end in the same turn.
    other.exec('COMMIT');
    other.close();
    await expect(write).resolves.toBeDefined();
  });

  it('shows a reader nothing that is not committed', async () => {
    let seen: unknown;
    await database.write(async (db) => {
      await db.insertInto('meta').values({ key: 'inside', value: '1' }).execute();
      seen = await database.read((reader) =>
        reader.selectFrom('meta').select('value').where('key', '=', 'inside').executeTakeFirst(),
      );
    });
    expect(seen).toBeUndefined();
  });

  it('gives the room of a long log back when it begins anew', async () => {
    const file = join(dir, 'tongda.db');
    const log = (): number => statSync(`${file}-wal`).size;
    const reader = new BetterSqlite3(file, { readonly: true });
    // Who reads an old state keeps the log from beginning anew.
    reader.exec('BEGIN');
    reader.prepare('select count(*) from meta').get();
    const big = 'x'.repeat(1_000_000);
    for (let key = 0; log() < 80_000_000; key += 1) {
      await database.write((db) =>
        db
          .insertInto('meta')
          .values({ key: `${key}`, value: big })
          .execute(),
      );
    }
    reader.exec('COMMIT');
    reader.close();
    const checkpoint = new BetterSqlite3(file);
    checkpoint.pragma('wal_checkpoint(PASSIVE)');
    checkpoint.close();
    await database.write((db) => db.insertInto('meta').values({ key: 'next', value: '1' }).execute());
    expect(log()).toBeLessThanOrEqual(64 * 1024 * 1024);
  });

  it('names a full disk by its code, loses nothing and goes on', async () => {
    const page = await sql<{ page_count: number }>`pragma page_count`.execute(database.admin);
    await sql.raw(`pragma max_page_count = ${page.rows[0]!.page_count + 2}`).execute(database.admin);
    const big = 'x'.repeat(200_000);
    const write = database.write((db) => db.insertInto('meta').values({ key: 'big', value: big }).execute());
    await expect(write).rejects.toMatchObject({ code: 'storage_full' });
    await sql`pragma max_page_count = 1000000`.execute(database.admin);
    await database.write((db) => db.insertInto('meta').values({ key: 'big', value: big }).execute());
    const row = await database.read((db) =>
      db.selectFrom('meta').select('value').where('key', '=', 'big').executeTakeFirst(),
    );
    expect(row?.value).toBe(big);
  });
});
