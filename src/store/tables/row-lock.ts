import { PostgresAdapter } from 'kysely';
import type { Db } from '../database';

/** The same query with its rows locked until the end of the transaction. SQLite has one writer: what it reads stays. */
export function locking<Q extends { forUpdate(): Q }>(db: Db, query: Q): Q {
  return db.getExecutor().adapter instanceof PostgresAdapter ? query.forUpdate() : query;
}
