import { Migrator, sql, type Kysely } from 'kysely';
import type { Database } from '../../src/store/database';
import { migrate } from '../../src/store/migrate';
import { MIGRATIONS } from '../../src/store/migrations';
import { SqlStore } from '../../src/store/sql-store';
import { databaseKinds, type TestDatabase } from '../support/databases';

const NAMES = Object.keys(MIGRATIONS).toSorted();

/** A database as an older version left it: the first `count` migrations. */
async function migrateFirst(database: Database, count: number): Promise<void> {
  const first = Object.fromEntries(NAMES.slice(0, count).map((name) => [name, MIGRATIONS[name]!]));
  const migrator = new Migrator({
    db: database.admin,
    provider: { getMigrations: () => Promise.resolve(first) },
    migrationTableSchema: await currentSchema(database),
  });
  const { error, results } = await migrator.migrateToLatest();
  expect(error).toBeUndefined();
  expect(results?.map(({ migrationName }) => migrationName)).toEqual(NAMES.slice(0, count));
}

async function currentSchema({ admin, dialect }: Database): Promise<string | undefined> {
  if (dialect === 'sqlite') return undefined;
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(admin);
  return rows[0]?.name;
}

/** Tables, columns, constraints and indexes as the database tells them, in a fixed order. */
async function schemaOf({ admin, dialect }: Database): Promise<unknown[]> {
  if (dialect === 'sqlite') {
    const master = sql`select type, name, tbl_name, sql from sqlite_master order by type, name`;
    return (await master.execute(admin)).rows;
  }
  const columns = await sql`
    select table_name, column_name, data_type, is_nullable, column_default
    from information_schema.columns where table_schema = current_schema()
    order by table_name, column_name`.execute(admin);
  const constraints = await sql`
    select rel.relname, con.conname, pg_get_constraintdef(con.oid) as def
    from pg_constraint con join pg_class rel on rel.oid = con.conrelid
    where con.connamespace = current_schema()::regnamespace
    order by rel.relname, con.conname`.execute(admin);
  const indexes = await sql`
    select indexname, replace(indexdef, current_schema() || '.', '') as def
    from pg_indexes where schemaname = current_schema() order by indexname`.execute(admin);
  return [columns.rows, constraints.rows, indexes.rows];
}

/** A row in every table that the first `count` migrations have made, as plain SQL of that time. */
async function fill({ admin }: Database, count: number): Promise<void> {
  await sql`insert into meta (key, value) values ('log_epoch', 'epoch-of-old')`.execute(admin);
  await sql`insert into conversation (id, channel, visitor_id, created_at, updated_at, last_seq, owner)
    values ('c1', 'web', 'visitor', 1, 2, 1, 'bot')`.execute(admin);
  const body = JSON.stringify({ kind: 'customerMessage', text: '您好' });
  await sql`insert into event values ('c1', 1, 2, 'visitor:visitor', 'id-1', 'customerMessage', ${body})`.execute(
    admin,
  );
  await sql`insert into due_work (kind, ref, due_at, fence, held_until, attempts, payload)
    values ('turn', 'c1', 5, 1, 0, 0, '')`.execute(admin);
  await sql`insert into question_count values ('2026-11-22', 'article', 3)`.execute(admin);
  if (count < 2) return;
  await sql`insert into staff values ('s1', 'wang', '小王', '["agent"]', 'hash', 0, 1, 1)`.execute(admin);
  await sql`insert into staff_session values ('token', 's1', 1, 2)`.execute(admin);
  await sql`insert into sign_in_attempt values ('name', 2, 9)`.execute(admin);
  await sql`insert into audit values ('a1', 1, 's1', 'signIn', null, '{}')`.execute(admin);
  if (count < 3) return;
  await sql`insert into handoff values ('h1', 'c1', 'web', 'closed', 'asked', '{}', 0, 1, 1, 2, 3, null, 1, null, '{}',
    'solved', '', 5, '')`.execute(admin);
  await sql`insert into presence values ('s1', '小王', 'online', 3, 3, 0, 9, 0)`.execute(admin);
  if (count < 4) return;
  await sql`insert into node values ('n1', 5)`.execute(admin);
  if (count < 5) return;
  await sql`insert into tracker_snapshot values ('c1', 1, 1, '{}')`.execute(admin);
  if (count < 6) return;
  await sql`insert into blob values ('ab', 2)`.execute(admin);
  await sql`insert into blob_chunk values ('ab', 0, ${Buffer.from([0, 255])})`.execute(admin);
  await sql`insert into content_version values (1, 2, 'node', 'model')`.execute(admin);
  await sql`insert into content_file values ('corpus/a.md', 1, null, 'ab', 2)`.execute(admin);
  await sql`insert into content_blob values ('ab', 2, null)`.execute(admin);
}

/** Every row of every table of ours. */
async function contentOf(database: Database): Promise<Record<string, unknown[]>> {
  const { admin } = database;
  const content: Record<string, unknown[]> = {};
  const ours = await currentSchema(database);
  for (const { name, schema } of await admin.introspection.getTables()) {
    if (schema !== ours) continue;
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(admin);
    if (rows.length > 0) content[name] = rows;
  }
  return content;
}

describe.each(databaseKinds())('migrations of $name', ({ createEmpty }) => {
  const created: TestDatabase[] = [];
  const empty = async (): Promise<Database> => {
    const test = await createEmpty();
    created.push(test);
    return test.database;
  };

  afterEach(async () => {
    for (const test of created.splice(0)) await test.destroy();
  });

  it.each(NAMES.map((name, index) => [name, index + 1] as const))(
    'lead from %s to the newest schema and keep what is there',
    async (_, count) => {
      const fresh = await empty();
      expect(await migrate(fresh)).toEqual(NAMES);
      const old = await empty();
      await migrateFirst(old, count);
      await fill(old, count);
      const before = await contentOf(old);
      expect(Object.keys(before).length).toBeGreaterThanOrEqual(5);
      expect(await migrate(old)).toEqual(NAMES.slice(count));
      expect(await schemaOf(old)).toEqual(await schemaOf(fresh));
      const after = await contentOf(old);
      // A newer schema may add columns; what was there stays as it was.
      expect(after).toMatchObject(before);
      for (const [table, rows] of Object.entries(before)) expect(after[table]).toHaveLength(rows.length);
    },
  );

  it('leave nothing of one that fails: the next start begins it anew', async () => {
    const database = await empty();
    const failing = {
      async up(db: Kysely<unknown>): Promise<void> {
        await db.schema.createTable('half_made').addColumn('id', 'text').execute();
        throw new Error('cut short');
      },
    };
    const migrator = new Migrator({
      db: database.admin,
      provider: { getMigrations: () => Promise.resolve({ failing }) },
      migrationTableSchema: await currentSchema(database),
    });
    const { error } = await migrator.migrateToLatest();
    expect(String(error)).toContain('cut short');
    const tables = (await database.admin.introspection.getTables()).map(({ name }) => name);
    expect(tables).not.toContain('half_made');
    expect(await migrate(database)).toEqual(NAMES);
  });

  it('run once: what is new is left alone, with its epoch', async () => {
    const database = await empty();
    await migrate(database);
    const [schema, epoch] = [await schemaOf(database), await new SqlStore(database).logEpoch()];
    expect(epoch).toMatch(/^[0-9a-f]{16}$/);
    expect(await migrate(database)).toEqual([]);
    expect(await schemaOf(database)).toEqual(schema);
    expect(await new SqlStore(database).logEpoch()).toBe(epoch);
  });
});
