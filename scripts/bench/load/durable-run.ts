import { join } from 'node:path';
import type { DurableOptions, DurableResult } from './durable-load';
import { runGenerator } from './generator';
import { checkLog, type LogFaults } from './log-check';
import type { MeasuredServer } from './measured-server';
import { cpuMicroseconds, memoryKb } from './process-figures';

export interface DurableRun {
  load: DurableResult;
  log: LogFaults;
  /** Of the server, over the counted messages; the delivery to both pages included. */
  cpuMicrosecondsPerMessage: number;
  /** Share of one core that the server used while messages were counted. */
  cpuShare: number;
  peakMb: number;
}

/** Loads a server with durable messages, ends it and compares its database with what its clients were told. */
export async function runDurable(
  server: MeasuredServer,
  options: Omit<DurableOptions, 'url' | 'account'>,
  profiled = false,
): Promise<DurableRun> {
  const at: Record<string, { cpu: number; acknowledged: number; time: number }> = {};
  const load = await runGenerator<DurableResult>(
    join(__dirname, 'durable-load.ts'),
    { ...options, url: server.url, account: server.account },
    (mark, detail) => {
      at[mark] = { cpu: cpuMicroseconds(server.pid), acknowledged: Number(detail), time: performance.now() };
      // The probe of the server begins its profile at the first of these signals and writes it at the second.
      if (profiled && (mark === 'measuring' || mark === 'sent')) process.kill(server.pid, 'SIGUSR2');
    },
  );
  const { measuring, settled } = at;
  if (!measuring || !settled) throw new Error('the generator has not measured');
  const cpu = settled.cpu - measuring.cpu;
  const peakMb = memoryKb(server.pid).peak / 1024;
  await server.stop();
  return {
    load,
    log: checkLog(server.databaseFile, load.acknowledgedIds),
    cpuMicrosecondsPerMessage: cpu / (settled.acknowledged - measuring.acknowledged),
    cpuShare: cpu / ((settled.time - measuring.time) * 1000),
    peakMb,
  };
}
