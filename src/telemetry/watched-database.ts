import type { Database, Db } from '../store/database';
import { inSpan, type Spans } from '../trace';
import { databaseCodeOf } from './labels';
import type { Metrics } from './metrics';

/** A database whose transactions are timed and whose failures are counted. */
export function watchDatabase(database: Database, metrics: Metrics, spans: Spans): Database {
  const counted = (error: unknown): never => {
    const code = databaseCodeOf(error);
    if (code !== undefined) metrics.databaseErrors.inc({ code });
    throw error;
  };
  return {
    dialect: database.dialect,
    admin: database.admin,
    read: (work) => database.read(work).catch(counted),
    write: <T>(work: (db: Db) => Promise<T>): Promise<T> => {
      const start = performance.now();
      return inSpan(spans, 'database write', () =>
        database.write(work).then((value) => {
          metrics.write.observe((performance.now() - start) / 1000);
          return value;
        }, counted),
      );
    },
    figures: () => database.figures(),
    close: () => database.close(),
  };
}
