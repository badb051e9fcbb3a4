import { clusterMissing } from '../../support/cluster';
import { trainShippedCorpus } from '../../support/trained-model';
import { MIXED_CROWD, type CrowdPlan } from '../crowd/crowd';
import { clusterReport } from './cluster-report';
import { runCluster, type ClusterRunOptions } from './cluster-run';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const SMALL: CrowdPlan = {
  ...MIXED_CROWD,
  customers: 30,
  agents: 3,
  supervisors: 1,
  messages: 400,
  perSecond: 60,
  asksForPerson: 0.05,
};

const missing = clusterMissing();

(missing ? describe.skip : describe)(`nodes behind haproxy (SEED=${SEED})`, () => {
  jest.setTimeout(300_000);
  beforeAll(trainShippedCorpus);

  async function faultsOf(options: Omit<ClusterRunOptions, 'seed' | 'nodes'>): Promise<string[]> {
    const outcome = await runCluster({ ...options, nodes: 2, seed: SEED });
    process.stdout.write(`${clusterReport(SEED, outcome)}\n`);
    return outcome.faults;
  }

  it('lose, double and disorder nothing when one is killed, and readers go on at another', async () => {
    expect(await faultsOf({ crowd: SMALL, trouble: { kind: 'kills', everyMs: 2000, count: 2 } })).toEqual([]);
  });

  it('go on without Redis, after it was emptied, and with it again', async () => {
    const crowd = { ...SMALL, botAnswers: false };
    expect(await faultsOf({ crowd, trouble: { kind: 'redis', afterMs: 1000, awayMs: 3000 } })).toEqual([]);
  });

  it('are restarted one by one without a lost message', async () => {
    expect(await faultsOf({ crowd: SMALL, trouble: { kind: 'rolling', rounds: 1 } })).toEqual([]);
  });
});
