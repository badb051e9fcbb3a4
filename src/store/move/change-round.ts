import { deleteRows, readRows, writePage } from '../copy/table-pages';
import type { Key, TableShape } from '../copy/table-shape';
import { changedKeys, forgetChanges, lastChange } from './change-log';
import type { MoveParts } from './move-parts';

/** Rows with bytes may be whole files. */
const KEYS_AT_ONCE = 500;
const KEYS_AT_ONCE_WITH_BYTES = 8;

/**
 * Takes over all that has changed, as it is at one moment: every changed row is deleted at the target and, where the
 * source still has it, inserted as it is now. In this order nothing is ever there twice, whatever the rows were.
 * Done again after a kill it comes to the same. @returns how many rows had changed
 */
export async function takeChanges({ source, target, shapes, onMove }: MoveParts): Promise<number> {
  const { upTo, rows } = await source.snapshot(async () => {
    const last = lastChange(source.raw);
    if (last === 0) return { upTo: 0, rows: 0 };
    const changed = shapes.map((shape) => ({ shape, keys: changedKeys(source.raw, shape, last) }));
    const total = changed.reduce((sum, { keys }) => sum + keys.length, 0);
    let done = 0;
    await target.write(async (db) => {
      done = 0;
      for (const { shape, keys } of changed) {
        for (const batch of batches(shape, keys)) await deleteRows(db, shape, batch);
        for (const batch of batches(shape, keys)) {
          await writePage(db, 'postgres', shape, await readRows(source.db, shape, batch));
          done += batch.length;
          onMove({ stage: 'changes', done, total });
        }
      }
    });
    return { upTo: last, rows: total };
  });
  // Only now that the target has them for good; a kill in between brings them once more.
  if (upTo > 0) forgetChanges(source.raw, upTo);
  return rows;
}

function* batches(shape: TableShape, keys: readonly Key[]): Generator<Key[]> {
  const bytes = shape.columns.some(({ type }) => type === 'bytes');
  const size = bytes ? KEYS_AT_ONCE_WITH_BYTES : KEYS_AT_ONCE;
  for (let at = 0; at < keys.length; at += size) yield keys.slice(at, at + size);
}
