import BetterSqlite3 from 'better-sqlite3';

/** What is wrong with a log after a run; all zero when nothing is. */
export interface LogFaults {
  /** Acknowledged, but not in the database. */
  lost: number;
  /** In the database more than once under one client id. */
  duplicates: number;
  /** Conversations whose seq does not run from 1 to the last without a hole. */
  gaps: number;
  /** Messages of the run in the database. */
  stored: number;
}

/** Compares a SQLite database with what its clients were told. */
export function checkLog(file: string, acknowledgedIds: readonly string[]): LogFaults {
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    const times = new Map<string, number>();
    // Ids of a run begin alike; the rest of a filled database is not looked at.
    const [prefix = ''] = (acknowledgedIds[0] ?? '').split('-');
    const rows = db
      .prepare(`SELECT client_id AS id FROM event WHERE client_id LIKE ?`)
      .iterate(`${prefix}-%`) as IterableIterator<{ id: string }>;
    for (const { id } of rows) times.set(id, (times.get(id) ?? 0) + 1);
    const { gaps } = db
      .prepare(
        `SELECT count(*) AS gaps FROM (SELECT 1 FROM event GROUP BY conversation_id
         HAVING min(seq) <> 1 OR max(seq) <> count(*) OR count(DISTINCT seq) <> count(*))`,
      )
      .get() as { gaps: number };
    return {
      lost: acknowledgedIds.filter((id) => !times.has(id)).length,
      duplicates: [...times.values()].filter((count) => count > 1).length,
      gaps,
      stored: times.size,
    };
  } finally {
    db.close();
  }
}
