import { Random } from '../../support/random';
import { runCuts } from './cut-run';
import { Disk } from './disk';
import { compilerMissing } from './shim';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const SHORT = { seed: SEED, cuts: 10, children: 2, runMs: [1200, 2500] } as const;

(compilerMissing() ? describe.skip : describe)(`the store when the power is cut (SEED=${SEED})`, () => {
  jest.setTimeout(300_000);

  it('has everything that was acknowledged, whatever of the rest has reached the disk', async () => {
    const outcome = await runCuts({ ...SHORT, synchronous: 'full' });
    expect(outcome.faults).toEqual([]);
    expect(outcome.cuts).toBe(SHORT.cuts);
    expect(outcome.acknowledged).toBeGreaterThan(100);
  });

  it('is found out when it writes with synchronous=NORMAL', async () => {
    const { faults } = await runCuts({ ...SHORT, cuts: 6, children: 1, synchronous: 'normal' });
    expect(faults.filter((fault) => fault.includes(': lost: '))).not.toEqual([]);
  });
});

describe('the disk of the harness', () => {
  const lose = { mode: 'nothing', chance: 0, random: new Random(1) } as const;
  const write = (path: string, text: string, offset = 0) =>
    ({ op: 'write', path, offset, data: Buffer.from(text) }) as const;
  const sync = (path: string, number: number) =>
    [
      { op: 'syncBegin', path, number },
      { op: 'syncEnd', path, number },
    ] as const;
  const diskOf = (...operations: Parameters<Disk['apply']>[0][]): Disk => {
    const disk = new Disk();
    for (const operation of operations) disk.apply(operation);
    return disk;
  };
  const textsOf = (disk: Disk): Record<string, string> =>
    Object.fromEntries([...disk.after(lose)].map(([path, content]) => [path, content.toString()]));

  it('keeps bytes that were synced, under a name whose folder was', () => {
    const disk = diskOf({ op: 'create', path: 'a' }, write('a', 'kept'), ...sync('a', 1), ...sync('', 2));
    disk.apply(write('a', 'lost'));
    expect(textsOf(disk)).toEqual({ a: 'kept' });
  });

  it('loses a file whose folder was not synced, and one in a folder that nobody has made durable', () => {
    const named = diskOf({ op: 'create', path: 'a' }, write('a', 'text'), ...sync('a', 1));
    expect(textsOf(named)).toEqual({});
    const folder = diskOf(
      { op: 'mkdir', path: 'd' },
      { op: 'create', path: 'd/a' },
      ...sync('d/a', 1),
      ...sync('d', 2),
    );
    expect(textsOf(folder)).toEqual({});
  });

  it('counts a write during a sync as not synced', () => {
    const disk = diskOf({ op: 'create', path: 'a' }, ...sync('', 1), write('a', 'one'));
    disk.apply({ op: 'syncBegin', path: 'a', number: 2 });
    disk.apply(write('a', 'two', 3));
    disk.apply({ op: 'syncEnd', path: 'a', number: 2 });
    expect(textsOf(disk)).toEqual({ a: 'one' });
  });

  it('brings an unlinked file back until its folder is synced', () => {
    const disk = diskOf({ op: 'create', path: 'a' }, ...sync('', 1), { op: 'unlink', path: 'a' });
    expect(textsOf(disk)).toEqual({ a: '' });
    for (const operation of sync('', 2)) disk.apply(operation);
    expect(textsOf(disk)).toEqual({});
  });

  it('lets some pages of an unsynced write survive, never a byte of what was not written', () => {
    const disk = diskOf({ op: 'create', path: 'a' }, ...sync('', 1), write('a', 'x'.repeat(100_000)));
    const lengths = new Set<number>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const some = { mode: 'some', chance: 0.5, random: new Random(seed) } as const;
      lengths.add(disk.after(some).get('a')?.length ?? -1);
    }
    expect(lengths.size).toBeGreaterThan(1);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(100_000);
  });
});
