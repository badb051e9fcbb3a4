import { ManualClock } from '../../../src/clock';
import type { DueWork } from '../../../src/conversation/due-work';
import type { EngineStore } from '../../../src/engine/engine-store';
import { Sweeper } from '../../../src/engine/sweeper';
import { SILENT_LOGGER } from '../../../src/logger';

const PIECES = 5;

/** A store in which so many turns are due, once. */
function storeWith(due: DueWork[]): EngineStore {
  const tx = {
    due: { peek: async () => [...due], claim: async () => due.splice(0), nextDueAt: async () => undefined },
  };
  const run = async (work: (tx: never) => unknown): Promise<unknown> => work(tx as never);
  return { read: run, write: run } as unknown as EngineStore;
}

describe('a sweeper with much to do', () => {
  it('lets many connections in between two pieces of work, of which a round of the event loop takes one', async () => {
    const due = Array.from({ length: PIECES }, (_one, index): DueWork => ({
      kind: 'turn',
      ref: `c${index}`,
      dueAt: 0,
      fence: 1,
      attempts: 0,
      payload: '',
    }));
    let rounds = 0;
    const begunAt: number[] = [];
    const count = (): void => {
      rounds += 1;
      if (begunAt.length < PIECES) setImmediate(count);
    };
    const sweeper = new Sweeper(storeWith(due), new ManualClock(0), SILENT_LOGGER, {
      turn: async () => {
        begunAt.push(rounds);
      },
    });
    setImmediate(count);
    await sweeper.sweep();
    await sweeper.stop();
    expect(begunAt).toHaveLength(PIECES);
    const between = begunAt.slice(1).map((at, index) => at - begunAt[index]!);
    expect(Math.min(...between)).toBeGreaterThanOrEqual(8);
  });
});
