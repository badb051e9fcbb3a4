import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { COPIED_TABLES } from '../../../src/store/copy/table-list';
import { DataLock } from '../../../src/store/data-lock';
import type { Database } from '../../../src/store/database';
import { migrate } from '../../../src/store/migrate';
import { moveStore } from '../../../src/store/move/store-move';
import { PostgresDatabase } from '../../../src/store/postgres/postgres-database';
import { SqlStore } from '../../../src/store/sql-store';
import { SqliteDatabase } from '../../../src/store/sqlite/sqlite-database';
import { Random } from '../../support/random';
import { addSampleLog, addSampleStaff } from '../../support/sample-data';
import { postgresMissing, ThrowAwayPostgres } from '../postgres-kill/throw-away-postgres';
import { BusyLog } from './busy-log';
import { MoveCommand } from './move-command';

// The full form: KILLS=20 MESSAGES=1000000 npx jest tests/chaos/store-move; SEED replays the times of the kills.
const KILLS = Number(process.env.KILLS ?? 3);
const MESSAGES = Number(process.env.MESSAGES ?? 12_000);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
/** Every so many kills it is PostgreSQL that dies. */
const POSTGRES_EVERY = 3;
const LONG_MS = 3_600_000;

/** Every row of every copied table, as text that both databases give. */
async function contentOf({ admin }: Database): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  for (const table of COPIED_TABLES) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(admin);
    for (const row of rows) {
      delete row.indexed_seq;
      const text = JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
      content.set(`${table} ${text}`, text);
    }
  }
  return content;
}

const describeMove = postgresMissing() ? describe.skip : describe;

describeMove(`a move to PostgreSQL beside a busy server, killed ${KILLS} times, seed ${SEED}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'tongda-move-'));
  const file = join(dir, 'tongda.db');
  let postgres: ThrowAwayPostgres;

  beforeAll(async () => {
    postgres = await ThrowAwayPostgres.start();
  }, 60_000);
  afterAll(async () => {
    await postgres.destroy();
    rmSync(dir, { recursive: true, force: true });
  });

  it(
    'ends with every row at its place, the old file closed, and the log as it was',
    async () => {
      const random = new Random(SEED);
      const source = new SqliteDatabase(file);
      await migrate(source);
      const epoch = await new SqlStore(source).logEpoch();
      await addSampleLog(source, MESSAGES, { seed: SEED });
      const ids = (await source.admin.selectFrom('conversation').select('id').execute()).map(({ id }) => id);
      await addSampleStaff(source, ids[0]!);
      await source.close();

      const server = DataLock.acquire(dir);
      const busy = new BusyLog(file, random, ids.slice(0, 300));
      busy.start();
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const command = new MoveCommand(dir, postgres.url, '--follow');
        await command.reaches('复制数据', '追赶新数据', '等待服务停止');
        await new Promise((resolve) => setTimeout(resolve, random.between(0, 700)));
        if (kill % POSTGRES_EVERY === 0) {
          await postgres.kill();
          expect(await command.ended()).toMatchObject({
            code: 1,
            stderr: expect.stringContaining('storage_failed') as string,
          });
          await postgres.restart();
        } else {
          await command.kill();
        }
      }

      const following = new MoveCommand(dir, postgres.url, '--follow');
      expect(await following.reaches('等待服务停止')).toBe(true);
      const here = { dataDir: dir, targetUrl: postgres.url, follow: false };
      await expect(moveStore(here)).rejects.toMatchObject({ code: 'command_running' });
      const unfinished = new PostgresDatabase(postgres.url);
      await expect(migrate(unfinished)).rejects.toMatchObject({ code: 'store_incomplete' });
      await unfinished.close();
      await busy.stop();
      server.release();
      // It ends by itself now, unless it is killed at that.
      await new Promise((resolve) => setTimeout(resolve, random.between(0, 600)));
      await following.kill();
      const command = new MoveCommand(dir, postgres.url);
      await command.reaches('核对两边的数据');
      await new Promise((resolve) => setTimeout(resolve, random.between(0, 600)));
      await command.kill();
      // Where the last kill came too late, there is nothing left to do.
      const ended = await moveStore(here).catch((error: unknown) => error);
      if (ended instanceof Error) expect(ended).toMatchObject({ code: 'store_moved' });
      await expect(moveStore(here)).rejects.toMatchObject({ code: 'store_moved' });

      const old = new SqliteDatabase(file);
      const target = new PostgresDatabase(postgres.url);
      try {
        expect(await migrate(target)).toEqual([]);
        expect(await new SqlStore(target).logEpoch()).toBe(epoch);
        const [before, after] = [await contentOf(old), await contentOf(target)];
        expect([...before.keys()].filter((row) => !after.has(row))).toEqual([]);
        expect(after.size).toBe(before.size);
        expect(after.size).toBeGreaterThan(MESSAGES + busy.acknowledged.length);
        const there = await target.admin.selectFrom('event').select(['conversation_id', 'seq']).execute();
        const events = new Set(there.map((event) => `${event.conversation_id}/${event.seq}`));
        expect(busy.acknowledged.filter((message) => !events.has(message))).toEqual([]);
        await expect(migrate(old)).rejects.toMatchObject({ code: 'store_moved' });
        await expect(
          old.write((db) => db.updateTable('conversation').set({ owner: 'agent' }).execute()),
        ).rejects.toThrow('store_moved');
        const books = await sql`select relname from pg_class where relname like 'store_move%'`.execute(
          target.admin,
        );
        expect(books.rows).toEqual([]);
        const triggers = await sql<{ name: string }>`
          select name from sqlite_master where name like 'store_move%' and name not like '%_no_%'`.execute(
          old.admin,
        );
        expect(triggers.rows).toEqual([]);
        const [one] = ids;
        await expect(
          target.write((db) =>
            db
              .insertInto('event')
              .values({
                conversation_id: 'nobody',
                seq: 1,
                at: 1,
                sender: 'bot',
                client_id: null,
                kind: 'x',
                body: '{}',
              })
              .execute(),
          ),
        ).rejects.toThrow('foreign key');
        await expect(
          target.write((db) =>
            db
              .insertInto('event')
              .values({
                conversation_id: one!,
                seq: 1,
                at: 1,
                sender: 'bot',
                client_id: null,
                kind: 'x',
                body: '{}',
              })
              .execute(),
          ),
        ).rejects.toThrow('duplicate key');
      } finally {
        await old.close();
        await target.close();
      }
    },
    LONG_MS,
  );
});
