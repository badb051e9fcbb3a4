import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { TongdaError } from '../../errors';
import { DataLock } from '../data-lock';
import { assertSchema } from '../migrate';
import { PostgresDatabase } from '../postgres/postgres-database';
import { deleteMeta, LOG_EPOCH, MOVE_KEY, newLogEpoch, readMeta, STATE_KEY, writeMeta } from '../store-state';
import { beginMove } from './begin-move';
import { removeChangeLog } from './change-log';
import { takeChanges } from './change-round';
import { compareTables } from './compare-tables';
import { finishMove, openTarget } from './finish-move';
import { copyAll } from './full-copy';
import { MoveBooks } from './move-books';
import type { MoveParts, OnMove } from './move-parts';
import { MoveSource } from './move-source';
import { deferReferences, restoreRules } from './table-rules';

export interface MoveOptions {
  /** The folder of `tongda.db`. */
  dataDir: string;
  targetUrl: string;
  /** Waits for the server to stop, taking changes over all the time, and ends the move then. */
  follow: boolean;
  /** Throws an unfinished copy at the target away and begins anew. */
  restart?: boolean;
  onMove?: OnMove;
}

/** `rows` of each table when the move has ended; otherwise the server still runs, and the copy is up to date. */
export type MoveResult = { finished: true; rows?: Record<string, number> } | { finished: false };

/** Fewer changed rows than this are taken over in a moment. */
const FEW = 2000;
const PAUSE_MS = 300;

/**
 * Moves all data from SQLite to PostgreSQL while a server may go on writing. It may be killed at any point, and so may
 * PostgreSQL: called again it continues. The log is the same one afterwards, so cursors stay valid.
 * Errors: `not_found`, `command_running`, `store_moved`, `schema_differs`, `target_not_empty`, `checksum_differs`,
 * `storage_failed`.
 */
export async function moveStore(options: MoveOptions): Promise<MoveResult> {
  const { dataDir, targetUrl } = options;
  return withSource(dataDir, async (source) => {
    const target = new PostgresDatabase(targetUrl);
    try {
      const moved = (await readMeta(source.db, STATE_KEY)) === 'moved';
      if (moved) return await openVerified(source, target);
      await assertSchema(source.db);
      const shapes = await beginMove(source, target, options.restart ?? false);
      return await go({ source, target, shapes, onMove: options.onMove ?? (() => undefined) }, options);
    } catch (error) {
      if (error instanceof TongdaError) throw error;
      throw new TongdaError('storage_failed', (error as Error).message, { cause: error });
    } finally {
      await target.close();
    }
  });
}

/**
 * Gives a move up: the SQLite file forgets it. After a finished move the file is in use again under a new log epoch,
 * since what the other database has taken since is not in it. Errors: `not_found`, `command_running`.
 */
export async function abandonMove(dataDir: string): Promise<{ wasMoved: boolean }> {
  return withSource(dataDir, (source) =>
    source.alone(async () => {
      const wasMoved = (await readMeta(source.db, STATE_KEY)) === 'moved';
      removeChangeLog(source.raw);
      for (const key of [STATE_KEY, MOVE_KEY]) await deleteMeta(source.db, key);
      if (wasMoved) await writeMeta(source.db, LOG_EPOCH, newLogEpoch());
      return { wasMoved };
    }),
  );
}

async function withSource<T>(dataDir: string, work: (source: MoveSource) => Promise<T>): Promise<T> {
  const file = join(dataDir, 'tongda.db');
  if (!existsSync(file)) throw new TongdaError('not_found', file);
  const lock = DataLock.acquireFor('migrate-store', dataDir);
  try {
    const source = MoveSource.open(file);
    try {
      return await work(source);
    } finally {
      await source.close();
    }
  } finally {
    lock.release();
  }
}

async function go(parts: MoveParts, { dataDir, follow }: MoveOptions): Promise<MoveResult> {
  const phase = await new MoveBooks(parts.target.admin).phase();
  if (phase === 'copy') {
    await copyAll(parts);
    // Now the copy is of one moment, and obeys the rules.
    await takeChanges(parts);
    await makeRules(parts);
  }
  await compareTables(parts);
  for (;;) {
    if ((await takeChanges(parts)) > FEW) continue;
    const lock = tryLock(dataDir);
    if (lock) {
      try {
        return { finished: true, rows: await finishMove(parts) };
      } finally {
        lock.release();
      }
    }
    if (!follow) return { finished: false };
    parts.onMove({ stage: 'waiting', done: 0, total: 1 });
    await sleep(PAUSE_MS);
  }
}

async function makeRules({ target, shapes, onMove }: MoveParts): Promise<void> {
  onMove({ stage: 'index', done: 0, total: 1 });
  await target.write(async (db) => {
    const books = new MoveBooks(db);
    await restoreRules(db, await books.dropped());
    for (const { name } of shapes) await deferReferences(db, name, true);
    await books.setPhase('follow');
  });
  for (const { name } of shapes) await sql`analyze ${sql.table(name)}`.execute(target.admin);
}

function tryLock(dataDir: string): DataLock | undefined {
  try {
    return DataLock.acquire(dataDir);
  } catch (error) {
    if (error instanceof TongdaError && error.code === 'data_in_use') return undefined;
    throw error;
  }
}

/** A move that was killed when the source was closed and the target not yet open. */
async function openVerified(source: MoveSource, target: PostgresDatabase): Promise<MoveResult> {
  const ours = await readMeta(source.db, MOVE_KEY);
  const theirs = (await MoveBooks.exist(target.admin)) ? await new MoveBooks(target.admin).id() : undefined;
  if (theirs === undefined || theirs !== ours) throw new TongdaError('store_moved');
  await openTarget({ target });
  return { finished: true };
}
