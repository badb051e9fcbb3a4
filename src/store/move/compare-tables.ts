import { TongdaError } from '../../errors';
import type { CopySide } from '../copy/table-copier';
import { differingChunks, tableChecksum, type TableChecksum } from '../copy/table-checksum';
import { countRows } from '../copy/table-pages';
import { applyChanges } from './change-round';
import { forgetChanges } from './change-log';
import type { MoveParts } from './move-parts';

/**
 * Compares every row of both databases by the tables' checksums, as the source is at one moment, while a server goes
 * on. Whatever changes later is compared when it is taken over, so that nobody has to wait for this at the end.
 * Errors: `checksum_differs`.
 */
export async function compareTables(parts: MoveParts): Promise<void> {
  const { source, target, shapes, onMove } = parts;
  let total = 0;
  for (const { name } of shapes) total += await countRows(source.db, name);
  let done = 0;
  const onRows = (rows: number): void => {
    done += rows;
    onMove({ stage: 'verify', done, total: Math.max(done, total) });
  };
  onRows(0);
  const sumsOf = async ({ db, dialect }: CopySide): Promise<TableChecksum[]> => {
    const sums: TableChecksum[] = [];
    for (const shape of shapes) {
      sums.push(await tableChecksum(db, dialect, shape, dialect === 'sqlite' ? onRows : undefined));
    }
    return sums;
  };
  const upTo = await source.snapshot(async () => {
    const applied = await applyChanges(parts);
    const [ours, theirs] = await Promise.all([
      sumsOf({ db: source.db, dialect: 'sqlite' }),
      sumsOf({ db: target.admin, dialect: 'postgres' }),
    ]);
    for (const [index, { name }] of shapes.entries()) {
      const chunks = differingChunks(ours[index] ?? new Map(), theirs[index] ?? new Map());
      if (chunks.length > 0) {
        throw new TongdaError('checksum_differs', `${name}, in ${chunks.length} of 256 chunks`);
      }
    }
    return applied.upTo;
  });
  if (upTo > 0) forgetChanges(source.raw, upTo);
}

/** Compares how many rows every table has. @returns them. Errors: `checksum_differs`. */
export async function compareCounts({ source, target, shapes }: MoveParts): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of shapes) {
    const [ours, theirs] = [await countRows(source.db, name), await countRows(target.admin, name)];
    if (ours !== theirs) throw new TongdaError('checksum_differs', `${name} has ${theirs} rows, not ${ours}`);
    counts[name] = ours;
  }
  return counts;
}
