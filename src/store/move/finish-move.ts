import { deleteMeta, HOME_KEY, MOVE_KEY, STATE_KEY, writeMeta } from '../store-state';
import { fenceTables, removeChangeLog } from './change-log';
import { takeChanges } from './change-round';
import { compareCounts } from './compare-tables';
import { MoveBooks } from './move-books';
import type { MoveParts } from './move-parts';
import { deferReferences } from './table-rules';

/** Rows of `meta` that each database has for itself. */
const OWN_META = [STATE_KEY, MOVE_KEY, HOME_KEY];

/**
 * The last part of a move; no server runs. The last changes, while nobody else can write; then first the source refuses
 * to be used, and only then the target is there to be used: a kill in between leaves a moment without a database,
 * never one with two. Errors: `checksum_differs`.
 */
export async function finishMove(parts: MoveParts): Promise<Record<string, number>> {
  const { source, target, shapes } = parts;
  const rows = await source.alone(async () => {
    await takeChanges(parts);
    const counts = await compareCounts(parts);
    await target.write(async (db) => {
      for (const { name } of shapes) await deferReferences(db, name, false);
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
