import { sql } from 'kysely';
import type { Database } from '../../../src/store/database';
import { checkInvariants, type Snapshot } from '../../support/handoff-invariants';

/** Rows against the logs: seq without gaps, owner, top and time of each conversation, handoffs and loads of agents. */
export function checkRows(state: Snapshot): string[] {
  const faults: string[] = [];
  for (const { id, updated_at: updatedAt } of state.conversations) {
    const last = state.events.get(id)?.at(-1);
    if (last?.at !== updatedAt) faults.push(`stale: ${id} says ${updatedAt}, its last event ${last?.at}`);
  }
  try {
    checkInvariants(state);
  } catch (error) {
    faults.push(`inconsistent: ${(error as Error).message}`);
  }
  return faults;
}

/** SQLite's own opinion of its file; nothing for PostgreSQL, which checks its pages as it reads them. */
export async function checkFile(database: Database): Promise<string[]> {
  if (database.dialect !== 'sqlite') return [];
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(database.admin);
  const foreign = await sql`pragma foreign_key_check`.execute(database.admin);
  return [
    ...rows.map((row) => row.integrity_check).filter((line) => line !== 'ok'),
    ...foreign.rows.map((row) => `foreign key: ${JSON.stringify(row)}`),
  ].map((fault) => `damaged: ${fault}`);
}
