import { hash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database';
import { pageRows } from './table-pages';
import type { Column, DialectName, Row, TableShape } from './table-shape';

/**
 * What a table holds, whatever the order of its rows and whatever the database: rows, and two sums over 32-bit parts of
 * the MD5 of each row's canonical text, in 256 chunks by the first byte of that MD5. It finds accidents, not forgery.
 */
export type TableChecksum = Map<number, { rows: number; low: number; high: number }>;

/**
 * The canonical text of a row in SQL, the same in both databases: each column by its length in bytes and its text,
 * `~` for null, in the order of the shape.
 */
function rowText(dialect: DialectName, columns: readonly Column[]): RawBuilder<string> {
  const parts = columns.map(({ name, type }) => {
    const column = sql.ref(name);
    if (type === 'text') return sql`coalesce(octet_length(${column}) || ':' || ${column}, '~')`;
    if (type === 'integer') return sql`coalesce(${column} || ';', '~')`;
    return dialect === 'sqlite'
      ? sql`coalesce(lower(hex(${column})) || ';', '~')`
      : sql`coalesce(encode(${column}, 'hex') || ';', '~')`;
  });
  return sql<string>`${sql.join(parts, sql` || `)}`;
}

/** The checksum of a table; `onRows` hears how many more rows are done. */
export async function tableChecksum(
  db: Db,
  dialect: DialectName,
  shape: TableShape,
  onRows?: (rows: number) => void,
): Promise<TableChecksum> {
  return dialect === 'sqlite' ? sqliteChecksum(db, shape, onRows) : postgresChecksum(db, shape, onRows);
}

/** Chunks in which two checksums differ; none where the tables are equal. */
export function differingChunks(one: TableChecksum, other: TableChecksum): number[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((chunk) => {
    const [a, b] = [one.get(chunk), other.get(chunk)];
    return !a || !b || a.rows !== b.rows || a.low !== b.low || a.high !== b.high;
  });
}

/** The rows that a checksum has seen. */
export function rowsOf(checksum: TableChecksum): number {
  return [...checksum.values()].reduce((sum, { rows }) => sum + rows, 0);
}

async function postgresChecksum(
  db: Db,
  shape: TableShape,
  onRows?: (rows: number) => void,
): Promise<TableChecksum> {
  const part = (from: number, digits: number): RawBuilder<number> =>
    sql`('x' || substr(h, ${sql.lit(from)}, ${sql.lit(digits)}))::bit(${sql.lit(digits * 4)})::bigint`;
  const query = sql<{ chunk: number; n: number; high: string; low: string }>`
    select ${part(1, 2)} as chunk, count(*) as n, sum(${part(3, 8)}) as high, sum(${part(11, 8)}) as low
    from (select md5(${rowText('postgres', shape.columns)}) as h from ${sql.table(shape.name)}) rows
    group by 1`;
  const { rows } = await query.execute(db);
  const checksum: TableChecksum = new Map(
    rows.map(({ chunk, n, high, low }) => [chunk, { rows: n, high: Number(high), low: Number(low) }]),
  );
  onRows?.(rowsOf(checksum));
  return checksum;
}

/** In pages: nothing in SQLite makes an MD5, and a table need not fit the memory. */
async function sqliteChecksum(
  db: Db,
  shape: TableShape,
  onRows?: (rows: number) => void,
): Promise<TableChecksum> {
  const checksum: TableChecksum = new Map();
  const text = rowText('sqlite', shape.columns);
  const limit = pageRows(shape);
  for (let after = -1; ;) {
    const { rows } = await sql<Row & { place: number; text: string }>`
      select rowid as place, ${text} as text from ${sql.table(shape.name)}
      where rowid > ${after} order by rowid limit ${sql.lit(limit)}`.execute(db);
    for (const row of rows) addRow(checksum, row.text);
    onRows?.(rows.length);
    if (rows.length < limit) return checksum;
    // The other side's answers arrive in between.
    await new Promise((resolve) => setImmediate(resolve));
    after = rows.at(-1)!.place;
  }
}

function addRow(checksum: TableChecksum, text: string): void {
  const digest = hash('md5', text, 'hex');
  const chunk = parseInt(digest.slice(0, 2), 16);
  const sum = checksum.get(chunk) ?? { rows: 0, low: 0, high: 0 };
  sum.rows += 1;
  sum.high += parseInt(digest.slice(2, 10), 16);
  sum.low += parseInt(digest.slice(10, 18), 16);
  checksum.set(chunk, sum);
}
