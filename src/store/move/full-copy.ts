import { sql } from 'kysely';
import { countRows, readPages, writePage } from '../copy/table-pages';
import { keyOf } from '../copy/table-shape';
import { MoveBooks } from './move-books';
import type { MoveParts } from './move-parts';

/** Copies every table from where an earlier run ended. What changes meanwhile is in the change log. */
export async function copyAll({ source, target, shapes, onMove }: MoveParts): Promise<void> {
  let total = 0;
  for (const { name } of shapes) total += await countRows(source.db, name);
  let done = 0;
  for (const shape of shapes) {
    const begun = await new MoveBooks(target.admin).progress(shape.name);
    let { rows } = begun;
    done += rows;
    onMove({ stage: 'copy', done, total });
    if (begun.done) continue;
    for await (const page of readPages(source.db, shape, begun.after)) {
      rows += page.length;
      await target.write(async (db) => {
        // A crash of the database may take the last pages along, but their notes with them.
        await sql`set local synchronous_commit = off`.execute(db);
        await writePage(db, 'postgres', shape, page);
        await new MoveBooks(db).setProgress(shape.name, {
          after: keyOf(shape, page.at(-1)!),
          rows,
          done: false,
        });
      });
      done += page.length;
      onMove({ stage: 'copy', done, total: Math.max(done, total) });
    }
    await target.write((db) => new MoveBooks(db).setProgress(shape.name, { ...begun, rows, done: true }));
  }
}
