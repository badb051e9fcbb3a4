import fc from 'fast-check';
import { ManualClock } from '../../src/clock';
import { parseHandoffSettings } from '../../src/handoff/settings';
import { databaseKinds, emptyTables, forgetDurability, type TestDatabase } from '../support/databases';
import { START } from '../support/engine';
import { handoffCommands } from '../support/handoff-commands';
import { Hall } from '../support/handoff-hall';
import { HandoffModel } from '../support/handoff-model';

const AGENTS = 3;
const CUSTOMERS = 5;
const RUNS = { sqlite: 60, postgres: 8 };

/** Short times, so that every limit is met often. An offer may last longer or shorter than a place. */
const settings = fc.constantFrom(30, 120).map((offerSeconds) =>
  parseHandoffSettings({
    offer_seconds: offerSeconds,
    pass_seconds: 40,
    queue_lease_seconds: 90,
    return_minutes: 5,
    wrap_up_minutes: 1,
    agent_lease_seconds: 45,
  }),
);

describe.each(databaseKinds())('the handoff in $name', ({ name, create }) => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await create();
    await forgetDurability(test);
  });
  afterAll(() => test.destroy());

  it('does what the model does, whatever happens in whatever order', async () => {
    const commands = fc.commands(handoffCommands(AGENTS, CUSTOMERS), { maxCommands: 120, size: 'max' });
    const property = fc.asyncProperty(settings, commands, async (chosen, steps) => {
      await emptyTables(test);
      await fc.asyncModelRun(
        () => ({
          model: new HandoffModel(chosen, START, { agents: AGENTS, customers: CUSTOMERS }),
          real: {
            hall: new Hall(test.database, new ManualClock(START), chosen, true),
            conversations: new Map(),
            counter: 0,
          },
        }),
        steps,
      );
    });
    // The same walk each time; SEED and RUNS explore others, and a failure prints how to replay it.
    const numRuns = Number(process.env.RUNS ?? RUNS[name as keyof typeof RUNS]);
    await fc.assert(property, { numRuns, seed: Number(process.env.SEED ?? 20_261_122) });
  }, 120_000);
});
