import { sql } from 'kysely';
import type { Db } from '../database';
import type { Key } from '../copy/table-shape';
import { hasTable } from '../store-state';

/** How far a move is; each phase begins when the one before it has ended. */
export type MovePhase = 'copy' | 'follow' | 'verified';

/** How much of a table has been copied. */
export interface TableProgress {
  /** The last key; none before the first page. */
  after?: Key;
  rows: number;
  done: boolean;
}

const BOOKS = 'store_move';

/**
 * The books of a move lie in its target, so that a page and the note of it are one transaction: whoever continues
 * after a kill finds exactly what is there.
 */
export class MoveBooks {
  constructor(private readonly db: Db) {}

  /** Whether a move into this database has begun and not ended. */
  static exist(db: Db): Promise<boolean> {
    return hasTable(db, 'postgres', BOOKS);
  }

  async create(id: string): Promise<void> {
    await sql`create table ${sql.table(BOOKS)} (key text primary key, value text not null)`.execute(this.db);
    await this.write('id', id);
    await this.write('phase', 'copy');
  }

  /** Closes the books: the move has ended. */
  async drop(): Promise<void> {
    await sql`drop table if exists ${sql.table(BOOKS)}`.execute(this.db);
  }

  id(): Promise<string | undefined> {
    return this.read('id');
  }

  async phase(): Promise<MovePhase> {
    return ((await this.read('phase')) ?? 'copy') as MovePhase;
  }

  setPhase(phase: MovePhase): Promise<void> {
    return this.write('phase', phase);
  }

  async progress(table: string): Promise<TableProgress> {
    const value = await this.read(`table:${table}`);
    return value === undefined ? { rows: 0, done: false } : (JSON.parse(value) as TableProgress);
  }

  setProgress(table: string, progress: TableProgress): Promise<void> {
    return this.write(`table:${table}`, JSON.stringify(progress));
  }

  /** Statements that make again what was dropped for the time of the copy. */
  async dropped(): Promise<string[]> {
    return JSON.parse((await this.read('dropped')) ?? '[]') as string[];
  }

  setDropped(statements: readonly string[]): Promise<void> {
    return this.write('dropped', JSON.stringify(statements));
  }

  private async read(key: string): Promise<string | undefined> {
    const query = sql<{ value: string }>`select value from ${sql.table(BOOKS)} where key = ${key}`;
    return (await query.execute(this.db)).rows[0]?.value;
  }

  private async write(key: string, value: string): Promise<void> {
    await sql`insert into ${sql.table(BOOKS)} (key, value) values (${key}, ${value})
      on conflict (key) do update set value = ${value}`.execute(this.db);
  }
}
