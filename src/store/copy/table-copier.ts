import { sql } from 'kysely';
import { TongdaError } from '../../errors';
import type { Db } from '../database';
import { COPIED_TABLES } from './table-list';
import { countRows, readPages, writePage } from './table-pages';
import { readShape, type DialectName, type TableShape } from './table-shape';

/** One end of a copy: a connection, or a transaction. */
export interface CopySide {
  db: Db;
  dialect: DialectName;
}

/** Hears how far a copy is: `done` of `total` rows of a table. */
export type OnCopied = (progress: { table: string; done: number; total: number }) => void;

/** The shapes of all tables that are copied. Errors: `schema_differs` where both ends do not have the same columns. */
export async function commonShapes(from: CopySide, to: CopySide): Promise<TableShape[]> {
  const shapes: TableShape[] = [];
  for (const table of COPIED_TABLES) {
    const [shape, other] = [
      await readShape(from.db, from.dialect, table),
      await readShape(to.db, to.dialect, table),
    ];
    if (JSON.stringify(shape) !== JSON.stringify(other)) throw new TongdaError('schema_differs', table);
    shapes.push(shape);
  }
  return shapes;
}

/** Copies every table into empty ones of the same shape. @returns the rows of each table */
export async function copyTables(
  from: CopySide,
  to: CopySide,
  onCopied: OnCopied = () => undefined,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const shape of await commonShapes(from, to)) {
    const total = await countRows(from.db, shape.name);
    let done = 0;
    for await (const rows of readPages(from.db, shape)) {
      await writePage(to.db, to.dialect, shape, rows);
      done += rows.length;
      onCopied({ table: shape.name, done, total });
    }
    counts[shape.name] = done;
  }
  return counts;
}

/** The copied tables that hold a row. */
export async function filledTables(db: Db): Promise<string[]> {
  const filled: string[] = [];
  for (const table of COPIED_TABLES) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) filled.push(table);
  }
  return filled;
}
