import type { Random } from '../../support/random';

/** When a server is killed. */
export type KillMoment =
  /** So long after it was started on an empty folder. */
  | { when: 'firstStart'; afterMs: number }
  /** On an empty folder, so long after its database file has appeared: among the migrations. */
  | { when: 'migrations'; afterMs: number }
  /** When so many messages are acknowledged. */
  | { when: 'traffic'; atMessages: number }
  /** Then killed a second time, so long after it was started again. */
  | { when: 'startUp'; atMessages: number; afterMs: number }
  /** After so many messages, so long after a checkpoint has begun to write into the database file. */
  | { when: 'checkpoint'; atMessages: number; afterMs: number };

/** How long a start takes at most, in ms: moments of start-up lie within. */
const START_MS = 2500;

/**
 * Random moments for `kills` kills over a run of `messages` messages, in their order. A run of few messages comes to no
 * checkpoint: then `checkpoints` is false.
 */
export function planKills(random: Random, kills: number, messages: number, checkpoints = true): KillMoment[] {
  const early: KillMoment[] = [];
  const late: Extract<KillMoment, { atMessages: number }>[] = [];
  const empty = Math.max(2, Math.floor(kills / 8));
  for (let i = 0; i < empty; i += 1) {
    if (i % 2 === 0) early.push({ when: 'migrations', afterMs: random.between(0, 40) });
    else early.push({ when: 'firstStart', afterMs: random.between(0, START_MS) });
  }
  // The last tenth is left for what comes after the last kill.
  const at = (): number => random.between(1, Math.floor(messages * 0.9));
  for (let left = kills - empty; left > 0;) {
    const kind = random.next();
    if (kind < 0.15 && left >= 2) {
      late.push({ when: 'startUp', atMessages: at(), afterMs: random.between(0, START_MS) });
      left -= 2;
    } else {
      if (checkpoints && kind < 0.4)
        late.push({ when: 'checkpoint', atMessages: at(), afterMs: random.between(0, 5) });
      else late.push({ when: 'traffic', atMessages: at() });
      left -= 1;
    }
  }
  return [...early, ...late.toSorted((a, b) => a.atMessages - b.atMessages)];
}
