import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresDatabase } from '../../../src/store/postgres/postgres-database';
import { Cluster } from '../../support/cluster';
import { Random } from '../../support/random';
import { runCrowd, type CrowdOutcome } from '../crowd-run';
import { copyAlwaysOpenCorpus } from '../crowd/always-open-corpus';
import type { CrowdPlan } from '../crowd/crowd';
import { makeTrouble, type Trouble, type TroubleReport } from './trouble';

export interface ClusterRunOptions {
  nodes: number;
  crowd: CrowdPlan;
  trouble: Trouble;
  seed: number;
  progress?: (line: string) => void;
}

export interface ClusterRunOutcome extends CrowdOutcome, TroubleReport {
  /** What the nodes have complained of, at most a few lines. */
  complaints: string[];
}

const SHOWN_COMPLAINTS = 10;

/** Several nodes behind haproxy on PostgreSQL with Redis, a crowd that talks through them, and trouble. */
export async function runCluster(options: ClusterRunOptions): Promise<ClusterRunOutcome> {
  const { crowd, seed, nodes, trouble } = options;
  const folder = mkdtempSync(join(tmpdir(), 'tongda-cluster-'));
  const cluster = await Cluster.start({
    nodes,
    environment: {
      TONGDA_CORPUS: copyAlwaysOpenCorpus(folder),
      TONGDA_GATHER_MS: '0',
      TONGDA_BOT: crowd.botAnswers ? '1' : '0',
      // A little more than haproxy needs to notice.
      TONGDA_DRAIN_MS: '1500',
    },
  });
  const database = new PostgresDatabase(cluster.databaseUrl);
  let report: TroubleReport | undefined;
  try {
    const outcome = await runCrowd({
      url: cluster.url,
      database,
      crowd,
      seed,
      disturb: async () => {
        report = await makeTrouble(cluster, trouble, new Random(seed));
      },
      progress: options.progress,
    });
    if (!report) throw new Error('there was no trouble');
    const complaints = cluster.nodes.flatMap((node) =>
      node.log.split('\n').filter((line) => /"level":(?:50|60)/.test(line)),
    );
    return { ...outcome, ...report, complaints: complaints.slice(0, SHOWN_COMPLAINTS) };
  } finally {
    await database.close();
    await cluster.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}
