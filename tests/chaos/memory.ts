import { join } from 'node:path';
import type { RunningServer } from '../support/running-server';
import { sleep, until } from './until';

/** Settings with which a server can be asked for its memory. */
export const PROBED = { NODE_OPTIONS: `--require=${join(__dirname, 'memory-probe.cjs')}` };

const PROBE = /memory probe: (\d+)/g;

/** Memory that a server started with `PROBED` holds once its garbage is gone, in bytes. */
export async function heldBytes(server: RunningServer): Promise<number> {
  const probes = (): RegExpExecArray[] => [...server.log.matchAll(PROBE)];
  const before = probes().length;
  process.kill(server.pid ?? 0, 'SIGUSR2');
  await until('the server tells its memory', 30_000, () => probes().length > before);
  return Number(probes().at(-1)?.[1]);
}

/** The most that a server holds while work goes on, asked again and again. */
export async function mostHeldDuring(server: RunningServer, work: Promise<void>): Promise<number> {
  const held: number[] = [];
  const finished = work.then(() => true);
  const pause = (): Promise<boolean> => sleep(2000).then(() => false);
  do held.push(await heldBytes(server));
  while (!(await Promise.race([finished, pause()])));
  held.push(await heldBytes(server));
  return Math.max(...held);
}
