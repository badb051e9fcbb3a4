import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../support/random';
import { until } from '../until';
import { checkImage } from './check-image';
import type { Acknowledged, ChildPlan } from './child-plan';
import { Disk } from './disk';
import type { Survival } from './disk-file';
import { buildShim } from './shim';
import { readTrace, type Operation } from './trace';

const ROOT = join(__dirname, '../../..');
/** Of one cut; the rest has the same cause. */
const MOST_FAULTS = 5;
const STARTS_WITHIN_MS = 60_000;

export interface CutRunOptions {
  seed: number;
  /** Power cuts over all children. */
  cuts: number;
  /** Processes that are traced and killed; each gives the same number of cuts. */
  children: number;
  synchronous: ChildPlan['synchronous'];
  /** How long a child writes before it is killed, in ms. */
  runMs: readonly [least: number, most: number];
  progress?: (line: string) => void;
}

export interface CutRunOutcome {
  cuts: number;
  /** Cuts that left something else than was promised. */
  failedCuts: number;
  /** Cuts while a checkpoint wrote into the database file, and before the first migration was done. */
  inCheckpoint: number;
  inMigration: number;
  /** Promises that were checked, over all cuts. */
  acknowledged: number;
  faults: string[];
}

/** Lets children write below the shim, kills them, and cuts the power at random operations of what they did. */
export async function runCuts(options: CutRunOptions): Promise<CutRunOutcome> {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'tongda-cut-')));
  const random = new Random(options.seed);
  const outcome: CutRunOutcome = {
    cuts: 0,
    failedCuts: 0,
    inCheckpoint: 0,
    inMigration: 0,
    acknowledged: 0,
    faults: [],
  };
  try {
    const shim = buildShim(work);
    for (let child = 0; child < options.children; child += 1) {
      const left = options.cuts - outcome.cuts;
      const operations = await traceChild(work, shim, random, options);
      await cutAll(work, operations, Math.ceil(left / (options.children - child)), random, outcome);
      options.progress?.(
        `${outcome.cuts} cuts, ${outcome.failedCuts} failed; ${operations.length} operations in the last trace`,
      );
    }
    return outcome;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** One child's life: it starts on nothing, writes, and is killed. */
async function traceChild(
  work: string,
  shim: string,
  random: Random,
  { synchronous, runMs }: CutRunOptions,
): Promise<Operation[]> {
  const root = join(work, 'root');
  const trace = join(work, 'trace');
  mkdirSync(root);
  const plan: ChildPlan = {
    root,
    seed: random.between(1, 2 ** 30),
    synchronous,
    reopenAfterMs: random.chance(0.3) ? random.between(300, 1500) : 3_600_000,
    ...(random.chance(0.3) && { vacuumAfterMs: random.between(200, 1500) }),
  };
  const program = [join(__dirname, 'store-child.ts'), JSON.stringify(plan)];
  const child = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), ...program], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      LD_PRELOAD: shim,
      POWER_CUT_ROOT: root,
      POWER_CUT_TRACE: trace,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const acknowledgements = join(root, 'acknowledged');
  const runs = (): boolean => child.exitCode === null && child.signalCode === null;
  await until('the child acknowledges', STARTS_WITHIN_MS, () => {
    if (!runs()) throw new Error(`the child ended by itself: ${complaint}`);
    return existsSync(acknowledgements) && statSync(acknowledgements).size > 0;
  });
  await new Promise((resolve) => setTimeout(resolve, random.between(...runMs)));
  if (!runs()) throw new Error(`the child ended by itself: ${complaint}`);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  const operations = readTrace(readFileSync(trace));
  rmSync(trace);
  rmSync(root, { recursive: true, force: true });
  return operations;
}

/** Walks through a trace once and stops at the chosen operations. */
async function cutAll(
  work: string,
  operations: readonly Operation[],
  cuts: number,
  random: Random,
  outcome: CutRunOutcome,
): Promise<void> {
  const disk = new Disk();
  const acknowledged: Acknowledged[] = [];
  const points = chooseCuts(operations, cuts, random);
  let done = 0;
  for (const at of points) {
    for (; done < at; done += 1) {
      const operation = operations[done]!;
      if (operation.path === 'acknowledged') acknowledged.push(...read(operation));
      else disk.apply(operation);
    }
    const survival = chooseSurvival(random);
    const faults = await checkImage(join(work, 'image'), disk.after(survival), acknowledged);
    outcome.cuts += 1;
    outcome.acknowledged += acknowledged.length;
    if (acknowledged.length === 0) outcome.inMigration += 1;
    else if (isCheckpoint(operations[at - 1])) outcome.inCheckpoint += 1;
    if (faults.length > 0) outcome.failedCuts += 1;
    const where = `cut ${outcome.cuts} (operation ${at} of ${operations.length}, ${survival.mode} survived)`;
    outcome.faults.push(...faults.slice(0, MOST_FAULTS).map((fault) => `${where}: ${fault}`));
  }
}

const isCheckpoint = (operation: Operation | undefined): boolean =>
  operation?.op === 'write' && operation.path.endsWith('tongda.db');

/** Where the power is cut: anywhere, in checkpoints, in migrations, right after a promise, and at the kill. */
function chooseCuts(operations: readonly Operation[], cuts: number, random: Random): number[] {
  const all = operations.map((_operation, index) => index + 1);
  const first = operations.findIndex(({ path }) => path === 'acknowledged');
  const promises = all.filter((at) => operations[at - 1]?.path === 'acknowledged' && at > first);
  const checkpoints = all.filter((at) => at > first && isCheckpoint(operations[at - 1]));
  const migrations = all.slice(
    0,
    operations.findIndex((operation) => operation.path === 'acknowledged' && operation.op === 'write'),
  );
  const kinds = [all, all, checkpoints, migrations, promises].filter((points) => points.length > 0);
  const points = Array.from({ length: cuts - 1 }, (_one, index) => random.pick(kinds[index % kinds.length]!));
  return [...points, operations.length].toSorted((a, b) => a - b);
}

function chooseSurvival(random: Random): Survival {
  const mode = random.pick(['nothing', 'some', 'some', 'some', 'all'] as const);
  return { mode, chance: random.pick([0.1, 0.5, 0.9]), random };
}

function read(operation: Operation): Acknowledged[] {
  if (operation.op !== 'write') return [];
  const lines = operation.data.toString('utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Acknowledged);
}
