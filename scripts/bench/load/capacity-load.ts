import { AgentPlayer } from './agent-player';
import { serveGenerator } from './generator';
import { VisitorPlayer, type Figures } from './visitor-player';

export interface CapacityOptions {
  url: string;
  /** Session cookies of agents, one each; taken as the crowd grows. */
  cookies: string[];
  visitorsPerStep: number;
  agentsPerStep: number;
  maxSteps: number;
  /** Time for a step to settle, and then to be measured, in seconds. */
  settleSeconds: number;
  seconds: number;
}

/** What one step of the crowd has seen. */
export interface CapacityStep {
  visitors: number;
  agents: number;
  /** Acknowledgements of customers' and agents' messages, in milliseconds. */
  acknowledged: number[];
  /** From a question to the bot's answer. */
  answered: number[];
  errors: number;
  /** How late the generator's own timer was. */
  lateness: number[];
}

const CONNECTS_PER_SECOND = 100;
const TICK_MS = 10;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

serveGenerator(async (options: CapacityOptions, mark, stopped): Promise<number> => {
  const { visitorsPerStep, agentsPerStep } = options;
  let figures = emptyFigures();
  let visitors = 0;
  let agents = 0;
  for (let step = 0; step < options.maxSteps && !stopped(); step += 1) {
    for (let count = 0; count < agentsPerStep && agents < options.cookies.length; count += 1) {
      void new AgentPlayer(options.url, options.cookies[agents]!, () => figures).play();
      agents += 1;
    }
    for (let count = 0; count < visitorsPerStep && !stopped(); count += 1) {
      void new VisitorPlayer(options.url, visitors, () => figures).play();
      visitors += 1;
      await pause(1000 / CONNECTS_PER_SECOND);
    }
    await pause(options.settleSeconds * 1000);
    figures = emptyFigures();
    mark('measuring');
    const lateness = await timerLateness(options.seconds * 1000);
    const { acknowledged, answered, errors } = figures;
    mark('measured', { visitors, agents, acknowledged, answered, errors, lateness } satisfies CapacityStep);
    // Time for the parent to say that it was too much.
    await pause(200);
  }
  return visitors;
});

function emptyFigures(): Figures {
  return { acknowledged: [], answered: [], errors: 0 };
}

async function timerLateness(ms: number): Promise<number[]> {
  const lateness: number[] = [];
  const end = performance.now() + ms;
  for (let due = performance.now(); due < end; due = performance.now()) {
    await pause(TICK_MS);
    lateness.push(performance.now() - due - TICK_MS);
  }
  return lateness;
}
