import { sql } from 'kysely';
import { TongdaError } from '../../errors';
import type { Database, Db } from '../database';
import { DERIVED_COLUMNS } from './table-list';

/** Which database a connection speaks to. */
export type DialectName = Database['dialect'];

/** What a column holds; nothing else is copied. */
export type ColumnType = 'text' | 'integer' | 'bytes';

export interface Column {
  name: string;
  type: ColumnType;
}

/** The columns of a table that are copied, in alphabetical order, and its primary key in its own order. */
export interface TableShape {
  name: string;
  columns: Column[];
  key: string[];
}

/** One row, by column. */
export type Row = Record<string, unknown>;

/** The primary key of one row, in the order of the key's columns. */
export type Key = unknown[];

const TYPES: Readonly<Record<string, ColumnType>> = {
  text: 'text',
  varchar: 'text',
  'character varying': 'text',
  integer: 'integer',
  bigint: 'integer',
  smallint: 'integer',
  blob: 'bytes',
  bytea: 'bytes',
};

/** Reads the shape of a table from the database itself. Errors: `storage_failed` where it cannot be copied. */
export async function readShape(db: Db, dialect: DialectName, table: string): Promise<TableShape> {
  const found = dialect === 'sqlite' ? await sqliteColumns(db, table) : await postgresColumns(db, table);
  const derived = DERIVED_COLUMNS[table] ?? [];
  const columns = found
    .filter(({ name }) => !derived.includes(name))
    .map(({ name, type }): Column => {
      const known = TYPES[type.toLowerCase()];
      if (!known) throw new TongdaError('storage_failed', `cannot copy ${table}.${name} of type ${type}`);
      return { name, type: known };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const key = found
    .filter(({ place }) => place > 0)
    .toSorted((a, b) => a.place - b.place)
    .map(({ name }) => name);
  if (key.length === 0) throw new TongdaError('storage_failed', `cannot copy ${table} without a primary key`);
  return { name: table, columns, key };
}

/** The key of a row. */
export function keyOf(shape: TableShape, row: Row): Key {
  return shape.key.map((name) => row[name]);
}

interface FoundColumn {
  name: string;
  type: string;
  /** Place in the primary key from 1; 0 outside it. */
  place: number;
}

async function sqliteColumns(db: Db, table: string): Promise<FoundColumn[]> {
  const query = sql<FoundColumn>`select name, type, pk as place from pragma_table_info(${table})`;
  return (await query.execute(db)).rows;
}

async function postgresColumns(db: Db, table: string): Promise<FoundColumn[]> {
  const query = sql<FoundColumn>`
    select a.attname as name, format_type(a.atttypid, null) as type,
           coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) as place
    from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = to_regclass(${table}) and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = ''`;
  return (await query.execute(db)).rows;
}
