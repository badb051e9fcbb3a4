import { TongdaError } from '../../errors';
import type { Db } from '../database';
import { deleteRows, readRows, writePage } from '../copy/table-pages';
import { keyOf, type Key, type Row, type TableShape } from '../copy/table-shape';
import { changedKeys, forgetChanges, lastChange } from './change-log';
import type { MoveParts } from './move-parts';

/** Rows with bytes may be whole files. */
const KEYS_AT_ONCE = 500;
const KEYS_AT_ONCE_WITH_BYTES = 8;

/** Takes over all that has changed, and forgets that it has. @returns how many rows had changed */
export async function takeChanges(parts: MoveParts): Promise<number> {
  const { source } = parts;
  const { upTo, rows } = await source.snapshot(() => applyChanges(parts));
  // Only now that the target has them for good; a kill in between brings them once more.
  if (upTo > 0) forgetChanges(source.raw, upTo);
  return rows;
}

/**
 * Brings the target to where the source is, inside a transaction on the source: every changed row is deleted at the
 * target and, where the source still has it, inserted as it is now. In this order nothing is ever there twice,
 * whatever the rows were, and done again it comes to the same. What was written is read again and compared.
 * @returns the last change taken, 0 where there was none, and how many rows had changed. Errors: `checksum_differs`.
 */
export async function applyChanges(parts: MoveParts): Promise<{ upTo: number; rows: number }> {
  const { source, target, shapes, onMove } = parts;
  const upTo = lastChange(source.raw);
  if (upTo === 0) return { upTo, rows: 0 };
  const changed = shapes.map((shape) => ({ shape, keys: changedKeys(source.raw, shape, upTo) }));
  const total = changed.reduce((sum, { keys }) => sum + keys.length, 0);
  await target.write(async (db) => {
    let done = 0;
    for (const { shape, keys } of changed) {
      for (const batch of batches(shape, keys)) await deleteRows(db, shape, batch);
      for (const batch of batches(shape, keys)) {
        const rows = await readRows(source.db, 'sqlite', shape, batch);
        await writePage(db, 'postgres', shape, rows);
        await assertEqual(db, shape, batch, rows);
        done += batch.length;
        onMove({ stage: 'changes', done, total });
      }
    }
  });
  return { upTo, rows: total };
}

async function assertEqual(db: Db, shape: TableShape, keys: Key[], expected: Row[]): Promise<void> {
  const text = (row: Row): string => JSON.stringify(shape.columns.map(({ name }) => row[name]));
  const written = new Map(
    (await readRows(db, 'postgres', shape, keys)).map((row) => [
      JSON.stringify(keyOf(shape, row)),
      text(row),
    ]),
  );
  const same = expected.every((row) => written.get(JSON.stringify(keyOf(shape, row))) === text(row));
  if (same && written.size === expected.length) return;
  throw new TongdaError('checksum_differs', `${shape.name}, of ${keys.length} changed rows`);
}

function* batches(shape: TableShape, keys: readonly Key[]): Generator<Key[]> {
  const bytes = shape.columns.some(({ type }) => type === 'bytes');
  const size = bytes ? KEYS_AT_ONCE_WITH_BYTES : KEYS_AT_ONCE;
  for (let at = 0; at < keys.length; at += size) yield keys.slice(at, at + size);
}
