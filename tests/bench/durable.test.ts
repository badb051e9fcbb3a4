import { runDurable } from '../../scripts/bench/load/durable-run';
import { startTongda, type MeasuredServer } from '../../scripts/bench/load/measured-server';
import { TEST_MODELS } from '../support/trained-model';

// The short form of scripts/bench/durable.ts: only what must hold at any speed.
const SETTINGS = { TONGDA_GATHER_MS: '0', TONGDA_MODELS: TEST_MODELS };
const PLAN = { seconds: 5, warmUpSeconds: 0, conversations: 100 } as const;

describe('durable messages under load', () => {
  let server: MeasuredServer;

  afterEach(() => server.destroy());

  it.each([
    ['people own the conversations', { ...PLAN, owner: 'queue', rate: 300 }],
    ['the bot answers', { ...PLAN, owner: 'bot', rate: 100 }],
  ] as const)(
    'are all stored and delivered once, in order, while %s',
    async (_name, plan) => {
      server = await startTongda({ ...SETTINGS, TONGDA_BOT: plan.owner === 'bot' ? '1' : '0' });
      const { load, log } = await runDurable(server, plan);
      expect(load.refused).toEqual({});
      expect(load.acknowledgedIds).toHaveLength(plan.rate * plan.seconds);
      expect(log).toMatchObject({ lost: 0, duplicates: 0, gaps: 0 });
      expect(load).toMatchObject({ undelivered: 0, faults: 0 });
      expect(load.answered.length).toBe(plan.owner === 'bot' ? load.acknowledgedIds.length : 0);
    },
    120_000,
  );
});
