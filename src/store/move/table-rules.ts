import { sql } from 'kysely';
import type { Db } from '../database';

/**
 * Drops the foreign keys of tables. While a log that is being written is copied page by page, its parts are of
 * different times: only the whole obeys such rules. @returns the statements that make them again
 */
export async function dropReferences(db: Db, tables: readonly string[]): Promise<string[]> {
  const statements: string[] = [];
  for (const table of tables) statements.push(...(await dropConstraints(db, table, 'f')));
  return statements;
}

/**
 * Drops unique constraints and indexes of tables, all but their primary keys: for the same reason, and because bulk
 * loading is faster without them. @returns the statements that make them again
 */
export async function dropIndexes(db: Db, tables: readonly string[]): Promise<string[]> {
  const statements: string[] = [];
  for (const table of tables) {
    statements.push(...(await dropConstraints(db, table, 'u')));
    const indexes = await sql<{ name: string; definition: string }>`
      select c.relname as name, pg_get_indexdef(c.oid) as definition
      from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = to_regclass(${table}) and not i.indisprimary`.execute(db);
    for (const { name, definition } of indexes.rows) {
      statements.push(definition);
      await sql`drop index ${sql.id(name)}`.execute(db);
    }
  }
  return statements;
}

async function dropConstraints(db: Db, table: string, type: 'f' | 'u'): Promise<string[]> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where conrelid = to_regclass(${table}) and contype = ${type}`.execute(db);
  const statements: string[] = [];
  for (const { name, definition } of rows) {
    statements.push(`alter table "${table}" add constraint "${name}" ${definition}`);
    await sql`alter table ${sql.table(table)} drop constraint ${sql.id(name)}`.execute(db);
  }
  return statements;
}

/** Makes dropped rules again; the database checks every row. */
export async function restoreRules(db: Db, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/**
 * Whether the foreign keys of a table are checked at the end of a transaction, as rows that are taken over one by one
 * need it, or at once, as ours always are. Nothing is checked again by this.
 */
export async function deferReferences(db: Db, table: string, deferred: boolean): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select conname as name from pg_constraint
    where conrelid = to_regclass(${table}) and contype = 'f' and condeferrable <> ${deferred}`.execute(db);
  const kind = deferred ? sql`deferrable initially deferred` : sql`not deferrable`;
  for (const { name } of rows) {
    await sql`alter table ${sql.table(table)} alter constraint ${sql.id(name)} ${kind}`.execute(db);
  }
}
