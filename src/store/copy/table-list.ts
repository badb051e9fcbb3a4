import type { Schema } from '../schema';

/**
 * Tables that a backup, a restore and a move copy row by row, in an order in which every row finds what it refers
 * to. A test fails when a table of the schema is neither here nor in `NOT_COPIED`.
 */
export const COPIED_TABLES = [
  'conversation',
  'event',
  'handoff',
  'due_work',
  'presence',
  'question_count',
  'staff',
  'staff_session',
  'sign_in_attempt',
  'audit',
  'blob',
  'blob_chunk',
  'content_version',
  'content_file',
  'content_blob',
] as const satisfies readonly (keyof Schema)[];

/** A table by its name, or a family of tables by the beginning of their names, and why nobody copies it. */
export interface NotCopied {
  name: string;
  family?: boolean;
  why: string;
}

/** What is in a database and not copied row by row. */
export const NOT_COPIED: readonly NotCopied[] = [
  { name: 'meta', why: 'a few rows, each with its own rule' },
  { name: 'kysely_migration', why: 'the target has run its own migrations' },
  { name: 'kysely_migration_lock', why: 'a lock of the migrations' },
  { name: 'node', why: 'who is at work on that database now' },
  { name: 'indexed_message', why: 'built from the log by the search index' },
  { name: 'message_terms', family: true, why: 'the same' },
  { name: 'tracker_snapshot', why: 'trackers are folded from the log' },
  { name: 'sqlite_', family: true, why: "SQLite's own" },
  { name: 'store_move', family: true, why: 'the books of a move between databases, gone at its end' },
];

/** Columns that are built from other rows: the target begins them anew with their default. */
export const DERIVED_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  conversation: ['indexed_seq'],
};

/** Whether a table of a database is known not to be copied. */
export function isNotCopied(table: string): boolean {
  return NOT_COPIED.some(({ name, family }) => (family ? table.startsWith(name) : table === name));
}
