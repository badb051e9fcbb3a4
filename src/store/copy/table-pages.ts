import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database';
import { keyOf, type Column, type DialectName, type Key, type Row, type TableShape } from './table-shape';

/** Rows of a page: enough to make a round trip cheap, few enough for the memory. */
const PAGE_ROWS = 2000;
/** Bytes may be whole files. */
const PAGE_ROWS_WITH_BYTES = 8;

const has = (shape: TableShape, type: Column['type']): boolean =>
  shape.columns.some((column) => column.type === type);

/** How many rows a page of this table has. */
export function pageRows(shape: TableShape): number {
  return has(shape, 'bytes') ? PAGE_ROWS_WITH_BYTES : PAGE_ROWS;
}

/** The columns of a shape as a list in SQL, each behind a prefix such as `r.`. */
export function columnList(names: readonly string[], prefix?: string): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql.ref(prefix === undefined ? name : `${prefix}.${name}`)));
}

const namesOf = (shape: TableShape): string[] => shape.columns.map(({ name }) => name);

/** The rows after a key, in the order of the key; fewer than `pageRows` only at the end of the table. */
export async function readPage(db: Db, shape: TableShape, after?: Key): Promise<Row[]> {
  const from =
    after === undefined ? sql`` : sql`where (${columnList(shape.key)}) > (${sql.join(after.map(value))})`;
  const page = sql<Row>`
    select ${columnList(namesOf(shape))} from ${sql.table(shape.name)} ${from}
    order by ${columnList(shape.key)} limit ${sql.lit(pageRows(shape))}`;
  return (await page.execute(db)).rows;
}

/** Every row of a table, page by page, in the order of the key. */
export async function* readPages(db: Db, shape: TableShape, after?: Key): AsyncGenerator<Row[]> {
  let last = after;
  for (;;) {
    const rows = await readPage(db, shape, last);
    if (rows.length > 0) yield rows;
    if (rows.length < pageRows(shape)) return;
    last = keyOf(shape, rows.at(-1)!);
  }
}

/** The rows with these keys, as far as they are there. */
export async function readRows(
  db: Db,
  dialect: DialectName,
  shape: TableShape,
  keys: readonly Key[],
): Promise<Row[]> {
  if (keys.length === 0) return [];
  const table = sql.table(shape.name);
  if (dialect === 'postgres') {
    const wanted = sql`select ${columnList(namesOf(shape), 't')} from ${table} t, ${keySet(shape, keys)}`;
    return (await sql<Row>`${wanted} where ${sameKey(shape)}`.execute(db)).rows;
  }
  const tuples = sql.join(keys.map((key) => sql`(${sql.join(key.map(value))})`));
  const query = sql<Row>`
    select ${columnList(namesOf(shape))} from ${table} where (${columnList(shape.key)}) in (values ${tuples})`;
  return (await query.execute(db)).rows;
}

/** Inserts rows, all in one statement. They must not be there yet. */
export async function writePage(
  db: Db,
  dialect: DialectName,
  shape: TableShape,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = namesOf(shape);
  const table = sql.table(shape.name);
  const insert = sql`insert into ${table} (${columnList(names)})`;
  const json = toJson(shape, rows);
  if (dialect === 'postgres') {
    const set = sql`json_populate_recordset(null::${table}, ${json}::json)`;
    await sql`${insert} select ${columnList(names)} from ${set}`.execute(db);
    return;
  }
  const values = shape.columns.map(({ name, type }) => {
    const field = sql`value ->> ${sql.lit(`$."${name}"`)}`;
    return type === 'bytes' ? sql`unhex(substr(${field}, 3))` : field;
  });
  await sql`${insert} select ${sql.join(values)} from json_each(${json})`.execute(db);
}

/** Deletes the rows with these keys, as far as they are there; PostgreSQL only. */
export async function deleteRows(db: Db, shape: TableShape, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) return;
  const table = sql.table(shape.name);
  await sql`delete from ${table} t using ${keySet(shape, keys)} where ${sameKey(shape)}`.execute(db);
}

/** Keys as a table `k` of PostgreSQL, with the types of the table that they belong to. */
function keySet(shape: TableShape, keys: readonly Key[]): RawBuilder<unknown> {
  const objects = keys.map((key) => Object.fromEntries(shape.key.map((name, at) => [name, key[at]])));
  return sql`json_populate_recordset(null::${sql.table(shape.name)}, ${JSON.stringify(objects)}::json) k`;
}

function sameKey(shape: TableShape): RawBuilder<unknown> {
  return sql.join(
    shape.key.map((name) => sql`${sql.ref(`t.${name}`)} = ${sql.ref(`k.${name}`)}`),
    sql` and `,
  );
}

/** How many rows a table has. */
export async function countRows(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db);
  return Number(rows[0]?.n);
}

const value = (part: unknown): RawBuilder<unknown> => sql`${part}`;

/** Bytes as PostgreSQL writes them, `\x…`; everything else as it is. */
function toJson(shape: TableShape, rows: readonly Row[]): string {
  if (!has(shape, 'bytes')) return JSON.stringify(rows);
  const bytes = shape.columns.filter(({ type }) => type === 'bytes').map(({ name }) => name);
  return JSON.stringify(
    rows.map((row) => {
      const changed = { ...row };
      for (const name of bytes) {
        if (row[name] !== null) changed[name] = `\\x${(row[name] as Buffer).toString('hex')}`;
      }
      return changed;
    }),
  );
}
