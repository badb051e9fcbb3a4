import fc from 'fast-check';
import { ManualClock } from '../../src/clock';
import { TongdaError } from '../../src/errors';
import { parseHandoffSettings } from '../../src/handoff/settings';
import { databaseKinds, emptyTables, forgetDurability, type TestDatabase } from '../support/databases';
import { START } from '../support/engine';
import { agentNumber, customerSeen, Hall } from '../support/handoff-hall';
import { checkInvariants, snapshot, type Snapshot } from '../support/handoff-invariants';

const AGENTS = 3;
const RUNS = { sqlite: 20, postgres: 3 };
const SETTINGS = parseHandoffSettings({ pass_seconds: 0, queue_lease_seconds: 60, wrap_up_minutes: 1 });
/** What a command that came too late may be told. */
const REFUSALS = new Set(['offer_gone', 'stale_fence', 'illegal_move']);

const DEEDS = [
  'ask',
  'accept',
  'accept',
  'decline',
  'end',
  'requeue',
  'wrapUp',
  'leave',
  'seen',
  'online',
  'away',
  'offline',
  'renew',
  'sweep',
] as const;

interface Deed {
  kind: (typeof DEEDS)[number];
  /** Which of the two processes does it. */
  process: 0 | 1;
  pick: number;
}

/** Does one thing by what was known before the round. */
async function perform({ kind, pick }: Deed, hall: Hall, known: Snapshot): Promise<void> {
  const handoff = known.handoffs[pick % Math.max(1, known.handoffs.length)];
  const conversation = known.conversations[pick % Math.max(1, known.conversations.length)];
  const agent = agentNumber(pick % AGENTS);
  const holder = handoff?.agent_id ? agentNumber(Number(handoff.agent_id.slice('agent-'.length))) : agent;
  const held = { handoffId: handoff?.id ?? 'none', fence: handoff?.fence ?? 0 };
  const id = (conversation?.id ?? 'none') as Parameters<Hall['says']>[0];
  switch (kind) {
    case 'ask':
      await hall.ask(`customer-${pick}`, 'web');
      return;
    case 'accept':
      return hall.desk.accept(holder, held);
    case 'decline':
      return hall.desk.decline(holder, held);
    case 'end':
      return hall.desk.end(holder, held);
    case 'requeue':
      return hall.desk.requeue(holder, held);
    case 'wrapUp':
      return hall.desk.wrapUp(holder, held, 'solved', '');
    case 'leave':
      return hall.queue.leave(id);
    case 'seen':
      return customerSeen(hall.queue, id);
    case 'renew':
      return hall.desk.renew(agent.id);
    case 'sweep':
      return hall.sweep();
    default:
      return hall.desk.setPresence(agent, kind, 1 + (pick % 2));
  }
}

/** Nobody waits while an agent has room, and nothing is on offer to who is offline. */
function checkRouted({ handoffs, presences }: Snapshot, now: number): void {
  const waiting = handoffs.some(({ state }) => state === 'queued');
  const idle = presences.filter(
    (row) => row.state === 'online' && row.lease_until > now && row.load < row.wanted_capacity,
  );
  if (waiting) expect(idle).toEqual([]);
  const offered = handoffs.flatMap((row) => (row.state === 'offered' ? [row.agent_id] : []));
  for (const row of presences) if (offered.includes(row.agent_id)) expect(row.state).not.toBe('offline');
}

function isRefusal(error: unknown): boolean {
  return error instanceof TongdaError && REFUSALS.has(error.code);
}

describe.each(databaseKinds())('the handoff of two processes over $name', ({ name, create }) => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await create();
    await forgetDurability(test);
  });
  afterAll(() => test.destroy());

  it('is whole after everything happened at once', async () => {
    const deed: fc.Arbitrary<Deed> = fc.record({
      kind: fc.constantFrom(...DEEDS),
      process: fc.constantFrom(0, 1),
      pick: fc.nat(7),
    });
    const round = fc.record({
      deeds: fc.array(deed, { minLength: 2, maxLength: 8 }),
      ms: fc.constantFrom(0, 0, 1000, 30_000, 60_000),
    });
    const rounds = fc.array(round, { minLength: 3, maxLength: 8, size: 'max' });
    const property = fc.asyncProperty(rounds, async (all) => {
      await emptyTables(test);
      const clock = new ManualClock(START);
      const halls = [0, 1].map(() => new Hall(test.database, clock, SETTINGS, false));
      for (const number of [0, 1, 2]) {
        await halls[0]!.desk.setPresence(agentNumber(number), 'online', 2);
        await halls[0]!.ask(`customer-${number}`, 'web');
      }
      for (const { deeds, ms } of all) {
        const known = await snapshot(test.database);
        const done = deeds.map((one) => perform(one, halls[one.process]!, known));
        for (const result of await Promise.allSettled(done)) {
          if (result.status === 'rejected' && !isRefusal(result.reason)) throw result.reason;
        }
        checkInvariants(await snapshot(test.database));
        clock.advance(ms);
        await Promise.all(halls.map((hall) => hall.sweep()));
        // What each of them left to the other.
        await halls[0]!.sweep();
        expect(halls.flatMap(({ failures }) => failures)).toEqual([]);
        const after = await snapshot(test.database);
        checkInvariants(after);
        checkRouted(after, clock.now());
      }
    });
    // SEED and RUNS explore others. No shrinking: how two processes meet is not the same twice.
    const numRuns = Number(process.env.RUNS ?? RUNS[name as keyof typeof RUNS]);
    await fc.assert(property, { numRuns, endOnFailure: true, seed: Number(process.env.SEED ?? 20_261_122) });
  }, 120_000);
});
