import type { Random } from '../../support/random';

/** From the client to the server, or back. */
export type Way = 'up' | 'down';

/** What can be wrong with a network; times in ms. */
export type Fault =
  /** Every connection is reset, and new ones are refused for a while. */
  | { kind: 'cut'; forMs: number }
  /** The next bytes of one direction arrive only in part, then the connection is reset. */
  | { kind: 'torn'; way: Way }
  /** Nothing moves for a while; then everything arrives. */
  | { kind: 'stall'; ways: readonly Way[]; forMs: number }
  /** What stands now dies without a word in these directions: not even its end is told. New connections are well. */
  | { kind: 'halfOpen'; ways: readonly Way[] }
  /** The reader's device sleeps until `wake`: it takes nothing in, not even ends, and does not come back before. */
  | { kind: 'asleep' }
  | { kind: 'delay'; upToMs: number; forMs: number }
  /** Bytes arrive in pieces cut anywhere, also in the middle of frames. */
  | { kind: 'split'; forMs: number };

export interface PlannedFault {
  /** After the start of the storm. */
  atMs: number;
  fault: Fault;
}

const WAYS: readonly (readonly Way[])[] = [['up'], ['down'], ['up', 'down']];

/** The faults of a storm, in order of time. Half-open ones take long to be noticed, so they are asked for. */
export function planStorm(random: Random, lengthMs: number, withHalfOpen: boolean): PlannedFault[] {
  const count = random.between(3, 7);
  const storm = Array.from({ length: count }, (): PlannedFault => {
    const atMs = random.between(0, lengthMs);
    const forMs = random.between(50, 2500);
    const ways = random.pick(WAYS);
    const faults: readonly Fault[] = [
      { kind: 'cut', forMs: random.chance(0.5) ? 0 : forMs },
      { kind: 'torn', way: random.pick(['up', 'down']) },
      { kind: 'stall', ways, forMs },
      { kind: 'delay', upToMs: random.between(5, 300), forMs: 2 * forMs },
      { kind: 'split', forMs: 3 * forMs },
    ];
    return { atMs, fault: random.pick(faults) };
  });
  const inOrder = storm.toSorted((one, other) => one.atMs - other.atMs);
  if (!withHalfOpen) return inOrder;
  // Nothing after it: another fault would tell the reader what it has to find out by itself.
  const atMs = random.between(500, lengthMs / 2);
  const last: PlannedFault = { atMs, fault: { kind: 'halfOpen', ways: random.pick(WAYS) } };
  return [...inOrder.filter((planned) => planned.atMs < atMs), last];
}
