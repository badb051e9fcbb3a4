import { join } from 'node:path';
import { Random } from '../../support/random';
import { planKills, type KillMoment } from './kill-plan';
import { killReport } from './kill-report';
import { runKills, type KillRunOptions, type KillRunOutcome } from './kill-run';
import { MIXED_CROWD, type CrowdPlan } from '../crowd/crowd';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const SMALL: CrowdPlan = {
  ...MIXED_CROWD,
  customers: 40,
  agents: 3,
  supervisors: 1,
  messages: 500,
  perSecond: 300,
  asksForPerson: 0.05,
  page: { ...MIXED_CROWD.page, reconnectMs: [100, 800] },
};

async function run(options: Omit<KillRunOptions, 'seed'>): Promise<KillRunOutcome> {
  const outcome = await runKills({ ...options, seed: SEED });
  process.stdout.write(`${killReport(SEED, outcome)}\n`);
  return outcome;
}

const traffic = (...points: number[]): KillMoment[] =>
  points.map((atMessages) => ({ when: 'traffic', atMessages }));

/** The kinds of faults that a run has found. */
const kindsOf = ({ faults }: KillRunOutcome): Set<string> =>
  new Set(faults.map((fault) => fault.split(':', 1)[0] ?? ''));

describe(`a server that is killed amid traffic (SEED=${SEED})`, () => {
  jest.setTimeout(300_000);

  it('loses, doubles and disorders nothing, and every reader has seen what is stored', async () => {
    const { faults } = await run({
      crowd: SMALL,
      plan: planKills(new Random(SEED), 4, SMALL.messages, false),
    });
    expect(faults).toEqual([]);
  });

  it('is found out when it acknowledges before the commit', async () => {
    const program = [join(__dirname, 'broken/hasty-serve.js'), 'serve'];
    const crowd = { ...SMALL, messages: 120, settleWithinMs: 3000 };
    const found = kindsOf(await run({ crowd, program, plan: traffic(40, 80) }));
    expect(found).toContain('lost');
  });

  it('is told apart from pages that send again with another id', async () => {
    const crowd = { ...SMALL, messages: 150, repeats: 0.1, page: { ...SMALL.page, resendsWithNewId: true } };
    const found = kindsOf(await run({ crowd, plan: traffic(70) }));
    expect(found).toContain('doubled');
  });
});
