import type { Config } from '../config';
import { isSeen, type Facts, type SchemaFacts, type Unseen } from './facts';
import { lookAtAccounts } from './look/accounts';
import { lookAtContent, lookAtPages } from './look/content';
import { lookAtDisk } from './look/disk';
import { lookAtHost } from './look/host';
import { lookAtPort } from './look/port';
import { lookAtPostgres } from './look/postgres';
import { lookAtRedis } from './look/redis';
import { lookAtSqlite } from './look/sqlite';

/** Looks at everything that a server with these settings would meet. Changes nothing. */
export async function gather(config: Config, { integrity }: { integrity: boolean }): Promise<Facts> {
  const sqlite = config.databaseUrl === undefined ? await lookAtSqlite(config.dataDir, integrity) : undefined;
  const postgres = config.databaseUrl === undefined ? undefined : await lookAtPostgres(config.databaseUrl);
  return {
    config,
    host: lookAtHost(),
    disk: lookAtDisk(config.dataDir),
    port: await lookAtPort(config.host, config.port),
    ...(sqlite && { sqlite }),
    ...(postgres && { postgres }),
    ...(hasAccounts(postgres ?? sqlite) && { accounts: await lookAtAccounts(config) }),
    ...(config.redisUrl !== undefined && { redis: await lookAtRedis(config.redisUrl) }),
    // Another node reads the files, and this one takes what that publishes.
    ...(config.content === 'files' && { content: await lookAtContent(config) }),
    pages: lookAtPages(),
  };
}

function hasAccounts(schema: SchemaFacts | Unseen | undefined): boolean {
  return isSeen(schema) && schema.migrations.includes('002-accounts');
}
