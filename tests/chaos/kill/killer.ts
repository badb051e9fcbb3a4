import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KillMoment } from './kill-plan';
import type { ServerProcess } from './server-process';
import { sleep } from '../until';

/** How long a moment is waited for: a checkpoint comes once the log has 4 MiB, and a quiet run may not get there. */
const WITHIN_MS = 15_000;

/** Kills one server on a data folder at the moments of a plan, and starts it again at once. */
export class Killer {
  /** From kill to taking customers again, in ms. */
  readonly restartTimes: number[] = [];
  readonly kills: Record<KillMoment['when'], number> = {
    firstStart: 0,
    migrations: 0,
    traffic: 0,
    startUp: 0,
    checkpoint: 0,
  };

  constructor(
    private readonly server: ServerProcess,
    private readonly dataDir: string,
  ) {}

  get count(): number {
    return Object.values(this.kills).reduce((sum, count) => sum + count, 0);
  }

  /** Kills before there is any traffic, each time among migrations on an emptied folder; the server is ready then. */
  async killEarly(plan: readonly KillMoment[]): Promise<void> {
    const file = join(this.dataDir, 'tongda.db');
    for (const moment of plan) {
      if (moment.when !== 'firstStart' && moment.when !== 'migrations') continue;
      if (moment.when === 'migrations') {
        rmSync(this.dataDir, { recursive: true, force: true });
        this.server.spawn();
        await waitFor(() => existsSync(file), WITHIN_MS);
      } else this.server.spawn();
      await sleep(moment.afterMs);
      await this.kill(moment.when);
    }
    this.server.spawn();
    await this.server.ready();
  }

  /** Kills amid traffic; `acknowledged` answers how many messages have been so far, `over` when all are. */
  async killLate(
    plan: readonly KillMoment[],
    acknowledged: () => number,
    over: () => boolean,
  ): Promise<void> {
    for (const moment of plan) {
      if (!('atMessages' in moment)) continue;
      while (acknowledged() < moment.atMessages && !over()) await sleep(1);
      if (moment.when === 'checkpoint') await this.waitForCheckpoint(moment.afterMs, over);
      const start = Date.now();
      await this.kill(moment.when);
      this.server.spawn();
      if (moment.when === 'startUp') {
        await sleep(moment.afterMs);
        await this.kill('startUp');
        this.server.spawn();
      }
      await this.server.ready();
      this.restartTimes.push(Date.now() - start);
    }
  }

  private async kill(when: KillMoment['when']): Promise<void> {
    this.kills[when] += 1;
    await this.server.kill();
  }

  /** Nothing but a checkpoint writes into the database file itself. */
  private async waitForCheckpoint(afterMs: number, over: () => boolean): Promise<void> {
    const file = join(this.dataDir, 'tongda.db');
    const written = (): number => statSync(file).mtimeMs;
    const before = written();
    await waitFor(() => written() !== before || over(), WITHIN_MS);
    await sleep(afterMs);
  }
}

/** Looks every millisecond, for at most `withinMs`. */
async function waitFor(condition: () => boolean, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition() && Date.now() < deadline) await sleep(1);
}
