import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/store/open-database';
import { TEST_MODELS } from '../../support/trained-model';
import { runCrowd, type CrowdOutcome } from '../crowd-run';
import { Killer } from './killer';
import type { KillMoment } from './kill-plan';
import type { CrowdPlan } from '../crowd/crowd';
import { copyAlwaysOpenCorpus } from '../crowd/always-open-corpus';
import { freePort } from '../../support/free-port';
import { ServerProcess } from './server-process';

export interface KillRunOptions {
  crowd: CrowdPlan;
  plan: readonly KillMoment[];
  seed: number;
  /** Another program than the product's `serve`, for servers that break a promise. */
  program?: readonly string[];
  progress?: (line: string) => void;
}

export interface KillRunOutcome extends CrowdOutcome {
  kills: Killer['kills'];
  restartTimes: readonly number[];
}

/** One server on a new data folder, killed at the moments of the plan. */
export async function runKills({
  crowd,
  plan,
  seed,
  program,
  progress,
}: KillRunOptions): Promise<KillRunOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tongda-kill-'));
  const dataDir = join(folder, 'data');
  const server = new ServerProcess({
    name: 'server',
    port: await freePort(),
    program,
    settings: {
      TONGDA_DATA: dataDir,
      TONGDA_MODELS: TEST_MODELS,
      TONGDA_CORPUS: copyAlwaysOpenCorpus(folder),
      TONGDA_GATHER_MS: '0',
    },
  });
  const killer = new Killer(server, dataDir);
  try {
    await killer.killEarly(plan);
    const database = openDatabase({ dataDir });
    try {
      const outcome = await runCrowd({
        url: server.url,
        database,
        crowd,
        seed,
        disturb: ({ ledger }) =>
          killer.killLate(
            plan,
            () => ledger.acknowledged,
            () => ledger.acknowledged >= crowd.messages,
          ),
        progress: (line) => progress?.(`${line}, ${killer.count} kills`),
      });
      return { ...outcome, kills: killer.kills, restartTimes: killer.restartTimes };
    } finally {
      await database.close();
    }
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
