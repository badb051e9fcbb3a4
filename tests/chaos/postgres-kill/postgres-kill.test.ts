import { MIXED_CROWD } from '../crowd/crowd';
import { crowdReport } from '../crowd-report';
import { runPostgresKills } from './postgres-kill-run';
import { postgresMissing } from './throw-away-postgres';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

(postgresMissing() ? describe.skip : describe)(`a server whose PostgreSQL is killed (SEED=${SEED})`, () => {
  jest.setTimeout(300_000);

  it('goes on by itself when the database is back, and nothing acknowledged is lost', async () => {
    const crowd = {
      ...MIXED_CROWD,
      customers: 30,
      agents: 3,
      supervisors: 1,
      messages: 600,
      perSecond: 150,
      asksForPerson: 0.05,
    };
    const outcome = await runPostgresKills({ crowd, kills: 2, seed: SEED });
    process.stdout.write(`${crowdReport(SEED, outcome, [['kills of PostgreSQL', outcome.kills]])}\n`);
    expect(outcome.faults).toEqual([]);
  });
});
