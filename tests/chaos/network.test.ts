import type { RunResult } from './chaos-run';
import { Hall } from './hall';

/**
 * RUNS=1000 for the full form; SEED is the seed of the first run, the others follow it. The seed alone decides what a run
 * is: even ones are two pages of one customer, odd ones a customer and an agent.
 */
const RUNS = Number(process.env.RUNS ?? 14);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const AT_ONCE = Number(process.env.AT_ONCE ?? 7);
/** A connection that dies without a word is noticed after half a minute at most; one run in so many has one. */
const HALF_OPEN_EVERY = 7;
const NOTICED_WITHIN_MS = 30_000;
const LONG_MS = 3_600_000;

const noRun = (complaint: string): RunResult => ({
  complaints: [complaint],
  messages: 0,
  faults: 0,
  noticedAfterMs: [],
  settledMs: 0,
});

/** A run for each seed, so many at once. */
async function inTurns(
  seeds: readonly number[],
  atOnce: number,
  run: (seed: number, slot: number) => Promise<RunResult>,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  const left = [...seeds];
  const slots = Array.from({ length: atOnce }, async (_, slot) => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      // One run that cannot be made says so and leaves the others alone.
      const failed = (error: unknown): RunResult => noRun(`${seed}: ${String(error)}`);
      results.push(await run(seed, slot).catch(failed));
    }
  });
  await Promise.all(slots);
  return results;
}

describe(`a network that cuts, tears, stalls, delays and dies silently, from seed ${SEED}`, () => {
  const halls: Hall[] = [];
  const hall = async (): Promise<Hall> => {
    const started = await Hall.start();
    halls.push(started);
    return started;
  };
  afterAll(() => Promise.all(halls.map((one) => one.close())));

  it(
    `loses, doubles and moves nothing for two readers in ${RUNS} runs`,
    async () => {
      const [withBot, withAgents] = [await hall(), await hall()];
      const seeds = Array.from({ length: RUNS }, (_, index) => SEED + index);
      const [ofPages, ofDesks] = [
        seeds.filter((seed) => seed % 2 === 0),
        seeds.filter((seed) => seed % 2 === 1),
      ];
      const agents = await withAgents.hire(Math.min(AT_ONCE, ofDesks.length));
      const halfOpen = (seed: number): boolean => seed % HALF_OPEN_EVERY === 0;
      const results = (
        await Promise.all([
          inTurns(ofPages, AT_ONCE, (seed) => withBot.twoPages(seed, halfOpen(seed))),
          inTurns(ofDesks, agents.length, (seed, slot) =>
            withAgents.pageAndDesk(agents[slot]!, seed, halfOpen(seed)),
          ),
        ])
      ).flat();
      const noticed = results.flatMap(({ noticedAfterMs }) => noticedAfterMs);
      const sum = (of: (result: RunResult) => number): number =>
        results.reduce((total, result) => total + of(result), 0);
      process.stdout.write(
        `${results.length} runs from seed ${SEED}: ${sum(({ messages }) => messages)} messages, ` +
          `${sum(({ faults }) => faults)} faults, ${noticed.length} silent deaths noticed after at most ` +
          `${Math.max(0, ...noticed)} ms, settled after at most ${Math.max(...results.map((one) => one.settledMs))} ms\n`,
      );
      expect(results.flatMap(({ complaints }) => complaints)).toEqual([]);
      expect(noticed.filter((ms) => ms > NOTICED_WITHIN_MS)).toEqual([]);
      expect(halls.flatMap(({ serverErrors }) => serverErrors)).toEqual([]);
    },
    LONG_MS,
  );
});
