import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calibrate, describeLatencies, describeLateness, isLate, percentile } from './figures';
import type { CapacityOptions, CapacityStep } from './load/capacity-load';
import { startGenerator } from './load/generator';
import { makeAgents } from './load/make-agents';
import { startTongda } from './load/measured-server';
import { cpuMicroseconds, memoryKb } from './load/process-figures';

// How many people one node carries: `npx tsx scripts/bench/capacity.ts`. Visitors who come, read, type, ask the bot,
// sometimes want a person, and go; agents who accept, answer and write up. More of both, step by step, until something
// gives way; what the last step before carried is the answer.
const { values } = parseArgs({
  options: {
    step: { type: 'string', default: '500' },
    agents: { type: 'string', default: '10' },
    steps: { type: 'string', default: '30' },
    settle: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '20' },
  },
});
const MAX_P99_MS = 150;
const MAX_ERRORS = 0.001;
const MAX_CPU = 0.85;

function breaks(step: CapacityStep, cpuShare: number): string | undefined {
  const sorted = step.acknowledged.toSorted((a, b) => a - b);
  if (percentile(sorted, 0.99) > MAX_P99_MS) return `acknowledged later than ${MAX_P99_MS} ms at p99`;
  if (step.errors > step.acknowledged.length * MAX_ERRORS) return `${step.errors} errors`;
  if (cpuShare > MAX_CPU) return `the server uses ${(cpuShare * 100).toFixed(0)} % of a core`;
  return undefined;
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const seconds = Number(values.seconds);
  const server = await startTongda();
  try {
    const agentsPerStep = Number(values.agents);
    const maxSteps = Number(values.steps);
    const options: CapacityOptions = {
      url: server.url,
      cookies: await makeAgents(server.dataDir, agentsPerStep * maxSteps),
      visitorsPerStep: Number(values.step),
      agentsPerStep,
      maxSteps,
      settleSeconds: Number(values.settle),
      seconds,
    };
    let cpuFrom = 0;
    let last: CapacityStep | undefined;
    let broken: string | undefined;
    const generator = startGenerator<number>(
      join(__dirname, 'load/capacity-load.ts'),
      options,
      (mark, detail) => {
        if (mark === 'measuring') cpuFrom = cpuMicroseconds(server.pid);
        if (mark !== 'measured') return;
        const step = detail as CapacityStep;
        const cpuShare = (cpuMicroseconds(server.pid) - cpuFrom) / (seconds * 1e6);
        process.stdout.write(
          `${step.visitors} visitors, ${step.agents} agents: ${(step.acknowledged.length / seconds).toFixed(0)} messages/s, ` +
            `${(cpuShare * 100).toFixed(0)} % of a core, ${(memoryKb(server.pid).now / 1024).toFixed(0)} MB\n` +
            `  acknowledged: ${describeLatencies(step.acknowledged)}\n` +
            `  answered by the bot, its waiting for more included: ${describeLatencies(step.answered)}\n` +
            `  errors ${step.errors}; ${describeLateness(step.lateness)}\n`,
        );
        broken = isLate(step.lateness) ? 'the generator itself gave way' : breaks(step, cpuShare);
        if (broken === undefined) last = step;
        else generator.stop();
      },
    );
    await generator.result;
    process.stdout.write(
      last
        ? `${last.visitors} visitors + ${last.agents} agents on this machine; then: ${broken ?? 'not reached'}\n`
        : `not even the first step: ${broken ?? ''}\n`,
    );
  } finally {
    await server.destroy();
  }
}

void main();
