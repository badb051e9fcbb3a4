import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/store/open-database';
import { Random } from '../../support/random';
import { freePort } from '../../support/free-port';
import { TEST_MODELS } from '../../support/trained-model';
import { copyAlwaysOpenCorpus } from '../crowd/always-open-corpus';
import type { CrowdPlan } from '../crowd/crowd';
import { runCrowd, type CrowdOutcome } from '../crowd-run';
import { ServerProcess } from '../kill/server-process';
import { sleep, until } from '../until';
import { ThrowAwayPostgres } from './throw-away-postgres';

const AWAY_MS = [0, 2000] as const;

export interface PostgresKillOutcome extends CrowdOutcome {
  kills: number;
  /** From the database's return to the server's readiness, in ms. */
  recoveryTimes: readonly number[];
}

/** PostgreSQL is killed amid traffic and comes back after a while; the server is left alone. */
export async function runPostgresKills(options: {
  crowd: CrowdPlan;
  kills: number;
  seed: number;
  progress?: (line: string) => void;
}): Promise<PostgresKillOutcome> {
  const { crowd, seed } = options;
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), 'tongda-pg-kill-'));
  const postgres = await ThrowAwayPostgres.start();
  const server = new ServerProcess({
    name: 'server',
    port: await freePort(),
    settings: {
      DATABASE_URL: postgres.url,
      TONGDA_DATA: join(folder, 'data'),
      TONGDA_MODELS: TEST_MODELS,
      TONGDA_CORPUS: copyAlwaysOpenCorpus(folder),
      TONGDA_GATHER_MS: '0',
    },
  });
  const recoveryTimes: number[] = [];
  try {
    server.spawn();
    await server.ready();
    const database = openDatabase({ databaseUrl: postgres.url, dataDir: folder });
    try {
      const outcome = await runCrowd({
        url: server.url,
        database,
        crowd,
        seed,
        progress: options.progress,
        disturb: async (people) => {
          const points = Array.from({ length: options.kills }, () =>
            random.between(1, Math.floor(crowd.messages * 0.9)),
          );
          for (const point of points.toSorted((a, b) => a - b)) {
            await until('messages', 300_000, () => people.ledger.acknowledged >= point, 2);
            await postgres.kill();
            await sleep(random.between(...AWAY_MS));
            await postgres.restart();
            const back = Date.now();
            await server.ready();
            recoveryTimes.push(Date.now() - back);
          }
        },
      });
      return { ...outcome, kills: options.kills, recoveryTimes };
    } finally {
      await database.close();
    }
  } catch (error) {
    throw new Error(`${String(error)}; the server said: ${server.log.slice(-4000)}`, { cause: error });
  } finally {
    await server.kill();
    await postgres.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}
