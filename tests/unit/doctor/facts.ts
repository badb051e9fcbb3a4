import { readConfig } from '../../../src/config';
import type { ContentFacts, DiskFacts, Facts, PostgresFacts, SqliteFacts } from '../../../src/doctor/facts';
import { MIGRATIONS } from '../../../src/store/migrations';

const GIB = 1024 ** 3;
export const GOOD_TOKEN = 'f3Jq8ZrWm1LxT6bNc0VpKy9s';

export const SQLITE: SqliteFacts = {
  migrations: Object.keys(MIGRATIONS),
  journal: 'wal',
  synchronous: '2',
  integrity: 'ok',
};

export const POSTGRES: PostgresFacts = {
  migrations: Object.keys(MIGRATIONS),
  version: 15.0013,
  versionText: '15.13',
  settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', server_encoding: 'UTF8' },
  maxConnections: 100,
  usedConnections: 3,
  clockAheadMs: 2,
  isReplica: false,
};

export const CONTENT: ContentFacts = { complaints: [], corpusModel: 'aa', model: { id: 'aa' } };
export const DISK: DiskFacts = { folder: '/data', freeBytes: 50 * GIB, syncP99Ms: 2, fileSystem: 0xef53 };

/** A machine with nothing to complain of; `settings` are of the environment, `changes` replace whole parts. */
export function facts(changes: Partial<Facts> = {}, settings: Record<string, string> = {}): Facts {
  return {
    config: readConfig({}, settings),
    host: {
      node: '20.20.2',
      descriptors: 65_536,
      memoryBytes: 4 * GIB,
      heapBytes: 2 * GIB,
      zoneData: true,
    },
    disk: DISK,
    port: 'free',
    sqlite: SQLITE,
    accounts: { unchanged: [], guessed: [] },
    content: CONTENT,
    pages: true,
    ...changes,
  };
}

/** The same on PostgreSQL and Redis. */
export function clusterFacts(changes: Partial<Facts> = {}): Facts {
  const good = facts(
    { postgres: POSTGRES, redis: { version: '7.0.15' } },
    { DATABASE_URL: 'postgres://tongda@db/tongda' },
  );
  delete good.sqlite;
  return { ...good, ...changes };
}
