import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { TongdaError } from '../../errors';
import { commonShapes, filledTables } from '../copy/table-copier';
import { COPIED_TABLES, isNotCopied } from '../copy/table-list';
import type { TableShape } from '../copy/table-shape';
import type { Db } from '../database';
import { migrateSchema } from '../migrate';
import type { PostgresDatabase } from '../postgres/postgres-database';
import { hasTable, MOVE_KEY, readMeta, STATE_KEY, writeMeta } from '../store-state';
import { installChangeLog } from './change-log';
import { MoveBooks } from './move-books';
import type { MoveSource } from './move-source';
import { deferReferences, dropIndexes, dropReferences } from './table-rules';

/**
 * Begins a move, or continues the one that both databases know. From here on the source notes what changes.
 * @returns what is copied. Errors: `target_not_empty`, `schema_differs`.
 */
export async function beginMove(
  source: MoveSource,
  target: PostgresDatabase,
  restart: boolean,
): Promise<TableShape[]> {
  if (restart) await dropUnfinished(target);
  const known = await MoveBooks.exist(target.admin);
  if (known) await assertSame(source, target);
  else await migrateSchema(target);
  const shapes = await commonShapes(
    { db: source.db, dialect: 'sqlite' },
    { db: target.admin, dialect: 'postgres' },
  );
  if (known) await resume(target, shapes);
  else await begin(source, target, shapes);
  return shapes;
}

async function begin(source: MoveSource, target: PostgresDatabase, shapes: TableShape[]): Promise<void> {
  const filled = await filledTables(target.admin);
  const state = await readMeta(target.admin, STATE_KEY);
  if (filled.length > 0 || state !== undefined) {
    throw new TongdaError('target_not_empty', [...filled, state].join(' ').trim());
  }
  // Every beginning has its own id: an older copy elsewhere can no longer be continued from this source.
  const id = randomUUID();
  await source.alone(async () => {
    installChangeLog(source.raw, shapes);
    await writeMeta(source.db, MOVE_KEY, id);
  });
  await target.write(async (db) => {
    const books = new MoveBooks(db);
    const tables = shapes.map(({ name }) => name);
    await books.create(id);
    const references = await dropReferences(db, tables);
    await books.setDropped([...(await dropIndexes(db, tables)), ...references]);
    await writeMeta(db, STATE_KEY, 'copying');
  });
}

/** A run that was killed at its very end has made the references strict again. */
async function resume(target: PostgresDatabase, shapes: TableShape[]): Promise<void> {
  await target.write(async (db) => {
    for (const { name } of shapes) await deferReferences(db, name, true);
  });
}

async function assertSame(source: MoveSource, target: PostgresDatabase): Promise<void> {
  const [ours, theirs] = [await readMeta(source.db, MOVE_KEY), await new MoveBooks(target.admin).id()];
  if (ours === theirs) return;
  throw new TongdaError(
    'target_not_empty',
    'it holds an unfinished move of another beginning; see --restart',
  );
}

/** Drops what an unfinished move has left. Errors: `target_not_empty` where the target is in use. */
async function dropUnfinished(target: PostgresDatabase): Promise<void> {
  if (!(await hasTable(target.admin, 'postgres', 'meta'))) return;
  if ((await readMeta(target.admin, STATE_KEY)) !== 'copying') {
    throw new TongdaError('target_not_empty', 'it is in use');
  }
  await target.write(async (db: Db) => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class
      where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace`.execute(db);
    for (const { name } of rows) {
      const ours = COPIED_TABLES.some((table) => table === name) || isNotCopied(name);
      if (ours) await sql`drop table ${sql.table(name)} cascade`.execute(db);
    }
  });
}
