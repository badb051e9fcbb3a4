import { TongdaError } from '../../errors';
import { differingChunks, rowsOf, tableChecksum, type TableChecksum } from '../copy/table-checksum';
import type { CopySide } from '../copy/table-copier';
import type { TableShape } from '../copy/table-shape';
import { deleteMeta, MOVE_KEY, STATE_KEY, writeMeta } from '../store-state';
import { takeChanges } from './change-round';
import { fenceTables, removeChangeLog } from './change-log';
import { MoveBooks } from './move-books';
import type { MoveParts } from './move-parts';
import { restoreRules } from './table-rules';

/** Rows of `meta` that each database has for itself. */
const OWN_META = [STATE_KEY, MOVE_KEY];

/**
 * The last part of a move; no server runs and nobody else can write. The last changes, the rules between tables, and
 * the checksums of both sides; then first the source refuses to be used, and only then the target is there to be used:
 * a kill in between leaves a moment without a database, never one with two. Errors: `checksum_differs`.
 */
export async function finishMove(parts: MoveParts): Promise<Record<string, number>> {
  const { source, target, shapes } = parts;
  // Most of it before the lock: what is written by other commands can still be.
  await takeChanges(parts);
  const rows = await source.alone(async () => {
    await takeLastChanges(parts);
    const counts = await compare(parts);
    await target.write(async (db) => {
      for (const { key, value } of await source.db.selectFrom('meta').selectAll().execute()) {
        if (!OWN_META.includes(key)) await writeMeta(db, key, value);
      }
      await new MoveBooks(db).setPhase('verified');
    });
    removeChangeLog(source.raw);
    fenceTables(source.raw, shapes);
    await writeMeta(source.db, STATE_KEY, 'moved');
    return counts;
  });
  await openTarget(parts);
  return rows;
}

/** The very last step, also of a move that was killed before it. */
export async function openTarget({ target }: Pick<MoveParts, 'target'>): Promise<void> {
  await target.write(async (db) => {
    await new MoveBooks(db).drop();
    await deleteMeta(db, STATE_KEY);
  });
}

async function takeLastChanges(parts: MoveParts): Promise<void> {
  const { target } = parts;
  await takeChanges(parts);
  await target.write(async (db) => {
    const books = new MoveBooks(db);
    const dropped = await books.dropped();
    await restoreRules(db, dropped.references);
    await books.setDropped({ ...dropped, references: [] });
  });
}

/** Compares every table. @returns the rows of each */
async function compare({ source, target, shapes, onMove }: MoveParts): Promise<Record<string, number>> {
  let done = 0;
  const onRows = (rows: number): void => {
    done += rows;
    onMove({ stage: 'verify', done, total: done });
  };
  const of = async ({ db, dialect }: CopySide): Promise<Map<TableShape, TableChecksum>> => {
    const sums = new Map<TableShape, TableChecksum>();
    for (const shape of shapes) {
      sums.set(shape, await tableChecksum(db, dialect, shape, dialect === 'sqlite' ? onRows : undefined));
    }
    return sums;
  };
  const [ours, theirs] = await Promise.all([
    of({ db: source.db, dialect: 'sqlite' }),
    of({ db: target.admin, dialect: 'postgres' }),
  ]);
  const counts: Record<string, number> = {};
  for (const [shape, sum] of ours) {
    const chunks = differingChunks(sum, theirs.get(shape) ?? new Map());
    if (chunks.length > 0) {
      throw new TongdaError('checksum_differs', `${shape.name} in ${chunks.length} of 256 chunks`);
    }
    counts[shape.name] = rowsOf(sum);
  }
  return counts;
}
