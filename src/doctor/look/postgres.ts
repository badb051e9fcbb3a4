import { Client } from 'pg';
import type { PostgresFacts, Unseen } from '../facts';
import { unseen } from './unseen';

const ANSWER_MS = 5000;

/** Looks at the PostgreSQL of a URL. */
export async function lookAtPostgres(url: string): Promise<PostgresFacts | Unseen> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  });
  // A connection that breaks fails the query that waits for it as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await ask(client);
  } catch (error) {
    return unseen(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ask(client: Client): Promise<PostgresFacts> {
  const rows = async <T extends object>(query: string): Promise<T[]> => (await client.query<T>(query)).rows;
  const settings = Object.fromEntries(
    (
      await rows<{ name: string; setting: string }>(
        `select name, setting from pg_settings where name in ('fsync', 'full_page_writes',
         'synchronous_commit', 'server_encoding', 'max_connections', 'server_version_num', 'server_version')`,
      )
    ).map(({ name, setting }) => [name, setting]),
  );
  const [state] = await rows<{ replica: boolean; used: number; migrated: boolean }>(
    `select pg_is_in_recovery() as replica, to_regclass('kysely_migration') is not null as migrated,
     (select count(*)::int from pg_stat_activity where backend_type = 'client backend') - 1 as used`,
  );
  const migrations = state?.migrated
    ? await rows<{ name: string }>('select name from kysely_migration order by name')
    : [];
  const {
    server_version_num: version,
    server_version: versionText,
    max_connections: max,
    ...rest
  } = settings;
  return {
    version: Number(version) / 10_000,
    versionText: versionText ?? '',
    settings: rest,
    maxConnections: Number(max),
    usedConnections: state?.used ?? 0,
    clockAheadMs: await clockAhead(client),
    isReplica: state?.replica ?? false,
    migrations: migrations.map(({ name }) => name),
  };
}

/** The database's time against the middle of the moment that asking took; the quickest of three counts. */
async function clockAhead(client: Client): Promise<number> {
  const samples: { took: number; ahead: number }[] = [];
  for (let i = 0; i < 3; i += 1) {
    const before = Date.now();
    const { rows } = await client.query<{ now: number }>(
      'select extract(epoch from clock_timestamp())::float8 * 1000 as now',
    );
    const after = Date.now();
    samples.push({ took: after - before, ahead: (rows[0]?.now ?? Number.NaN) - (before + after) / 2 });
  }
  return samples.toSorted((a, b) => a.took - b.took)[0]?.ahead ?? Number.NaN;
}
