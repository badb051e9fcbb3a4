import { sql } from 'kysely';
import { TongdaError } from '../errors';
import type { Database } from './database';

/** What must hold for an acknowledged message to survive, as the database writes it. */
const REQUIRED: Readonly<Record<string, (value: string) => boolean>> = {
  /** SQLite: FULL. */
  synchronous: (value) => value === '2',
  fsync: (value) => value === 'on',
  full_page_writes: (value) => value === 'on',
  /** `local` and better wait for this server's disk. */
  synchronous_commit: (value) => value !== 'off',
  /** Another encoding refuses Chinese text, or stores what it cannot read. */
  server_encoding: (value) => value === 'UTF8',
};

/** The settings of an open connection that decide what a crash can take away. */
export async function readDurability({ admin, dialect }: Database): Promise<Record<string, string>> {
  if (dialect === 'sqlite') {
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(admin);
    return { synchronous: String(rows[0]?.synchronous) };
  }
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings
    where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'server_encoding')`.execute(admin);
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}

/** Which of these settings are unsafe, as `name=value`. */
export function unsafeStorage(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings)
    .filter(([name, value]) => REQUIRED[name]?.(value) === false)
    .map(([name, value]) => `${name}=${value}`);
}

/** Errors: `unsafe_storage` where the database could lose what it has acknowledged. */
export async function refuseUnsafeStorage(database: Database): Promise<void> {
  const wrong = unsafeStorage(await readDurability(database));
  if (wrong.length > 0) throw new TongdaError('unsafe_storage', wrong.join(', '));
}
