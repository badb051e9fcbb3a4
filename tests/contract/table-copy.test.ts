import { sql } from 'kysely';
import { copyTables } from '../../src/store/copy/table-copier';
import { differingChunks, rowsOf, tableChecksum } from '../../src/store/copy/table-checksum';
import { COPIED_TABLES, isNotCopied } from '../../src/store/copy/table-list';
import { deleteRows, readRows, writePage } from '../../src/store/copy/table-pages';
import { readShape } from '../../src/store/copy/table-shape';
import type { Database } from '../../src/store/database';
import { databaseKinds, type TestDatabase } from '../support/databases';
import { addSampleLog, addSampleStaff } from '../support/sample-data';

const KINDS = databaseKinds();
const MESSAGES = 4_523;

async function tablesOf({ admin, dialect }: Database): Promise<string[]> {
  const query =
    dialect === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table'`
      : sql<{ name: string }>`select relname as name from pg_class
          where relkind in ('r', 'p', 'm', 'S') and relnamespace = current_schema()::regnamespace`;
  return (await query.execute(admin)).rows.map(({ name }) => name);
}

describe.each(KINDS)('the tables of $name', ({ create }) => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await create();
  });
  afterEach(() => test.destroy());

  it('are each either copied or known not to be', async () => {
    const tables = await tablesOf(test.database);
    expect(tables.filter((name) => !isNotCopied(name)).toSorted()).toEqual([...COPIED_TABLES].toSorted());
  });

  it('that a change log notes have keys of at most three columns, and those hold no bytes', async () => {
    for (const table of COPIED_TABLES) {
      const { key, columns } = await readShape(test.database.admin, test.database.dialect, table);
      expect([1, 2, 3]).toContain(key.length);
      for (const name of key) expect(columns.find((column) => column.name === name)?.type).not.toBe('bytes');
    }
  });

  it('hold bytes too', async () => {
    const { admin, dialect } = test.database;
    const type = sql.raw(dialect === 'sqlite' ? 'blob' : 'bytea');
    await sql`create table file (name text primary key, content ${type})`.execute(admin);
    const shape = await readShape(admin, dialect, 'file');
    const rows = [
      { name: 'picture', content: Buffer.from([0, 255, 92, 120, 10]) },
      { name: 'nothing', content: null },
      { name: 'empty', content: Buffer.alloc(0) },
    ];
    await writePage(admin, dialect, shape, rows);
    const read = await readRows(admin, dialect, shape, [['picture'], ['nothing'], ['empty'], ['absent']]);
    expect(new Map(read.map((row) => [row.name, row.content]))).toEqual(
      new Map(rows.map((row) => [row.name, row.content])),
    );
    expect(rowsOf(await tableChecksum(admin, dialect, shape))).toBe(3);
  });
});

describe.each(KINDS.flatMap((from) => KINDS.map((to) => ({ from, to, name: `${from.name} to ${to.name}` }))))(
  'a copy from $name',
  ({ from, to }) => {
    let [source, target]: TestDatabase[] = [];

    beforeAll(async () => {
      [source, target] = [await from.create(), await to.create()];
      await addSampleLog(source.database, MESSAGES);
      const { id } = await source.database.admin
        .selectFrom('conversation')
        .select('id')
        .executeTakeFirstOrThrow();
      await addSampleStaff(source.database, id);
    });
    afterAll(async () => {
      await source?.destroy();
      await target?.destroy();
    });

    const side = (test: TestDatabase | undefined) => ({
      db: test!.database.admin,
      dialect: test!.database.dialect,
    });
    const checksum = async (test: TestDatabase | undefined, table: string) => {
      const { db, dialect } = side(test);
      return tableChecksum(db, dialect, await readShape(db, dialect, table));
    };

    it('takes every row of every table, unchanged', async () => {
      let last = 0;
      const counts = await copyTables(side(source), side(target), ({ table, done, total }) => {
        if (table === 'event') last = done / total;
      });
      expect(last).toBe(1);
      expect(counts.event).toBe(MESSAGES);
      for (const table of COPIED_TABLES) {
        const all = async (test: TestDatabase | undefined) => {
          const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(side(test).db);
          return rows
            .map((row) => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => a.localeCompare(b))))
            .toSorted();
        };
        expect(counts[table]).toBeGreaterThan(0);
        expect(await all(target)).toEqual(await all(source));
        expect(differingChunks(await checksum(source, table), await checksum(target, table))).toEqual([]);
      }
    });

    it('is found out by its checksum when one character, one row or one null differs', async () => {
      const before = await checksum(target, 'event');
      expect(rowsOf(before)).toBe(MESSAGES);
      const { db, dialect } = side(target);
      const shape = await readShape(db, dialect, 'event');
      const [row] = (
        await sql<Record<string, unknown>>`select * from event where seq = 2 limit 1`.execute(db)
      ).rows;
      const key = [row!.conversation_id, row!.seq];
      const changes = [[], [{ ...row, kind: 'botMessagE' }], [{ ...row, client_id: '' }], [row!]];
      const differing: number[] = [];
      for (const rows of changes) {
        await sql`delete from event where conversation_id = ${key[0]} and seq = ${key[1]}`.execute(db);
        await writePage(db, dialect, shape, rows);
        differing.push(differingChunks(before, await checksum(target, 'event')).length);
      }
      expect(differing.slice(0, 3).every((chunks) => chunks > 0)).toBe(true);
      expect(differing[3]).toBe(0);
    });

    it('deletes by key in PostgreSQL', async () => {
      const { db, dialect } = side(target);
      if (dialect === 'sqlite') return;
      const shape = await readShape(db, dialect, 'question_count');
      await deleteRows(db, shape, [['2026-11-22', 'b']]);
      expect(rowsOf(await checksum(target, 'question_count'))).toBe(1);
      await deleteRows(db, shape, [['2026-11-22', 'a']]);
      expect(rowsOf(await checksum(target, 'question_count'))).toBe(0);
    });
  },
);
