import { fork } from 'node:child_process';

interface Said {
  mark?: string;
  detail?: unknown;
  result?: unknown;
  failure?: string;
}

/** What a generator's child says as it goes: a phase that it enters, with figures where there are some. */
export type Mark = (name: string, detail?: unknown) => void;

/** A generator that runs in a process of its own. */
export interface Generator<Result> {
  result: Promise<Result>;
  /** Tells the generator to come to its end. */
  stop(): void;
}

/**
 * Runs a generator (a module that calls `serveGenerator`) in a process of its own, so that its work does not disturb
 * what is measured here. `onMark` hears of each phase that the generator enters.
 */
export function startGenerator<Result>(
  module: string,
  options: object,
  onMark: Mark = () => {},
): Generator<Result> {
  const child = fork(module, {
    execArgv: ['--require', 'tsx/cjs', '--max-old-space-size=4096'],
    serialization: 'advanced',
  });
  const result = new Promise<Result>((resolve, reject) => {
    child.on('message', (said: Said) => {
      if (said.mark !== undefined) onMark(said.mark, said.detail);
      else if (said.failure !== undefined) reject(new Error(said.failure));
      else resolve(said.result as Result);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`a generator ended with ${code}`)));
    child.send(options);
  });
  return { result, stop: () => child.connected && child.send('stop') };
}

/** As `startGenerator`, for one that ends by itself. */
export function runGenerator<Result>(module: string, options: object, onMark?: Mark): Promise<Result> {
  return startGenerator<Result>(module, options, onMark).result;
}

/**
 * The child's side: takes its options, does the work, answers the result and ends. `stopped` turns true when the
 * parent has had enough.
 */
export function serveGenerator(
  work: (options: never, mark: Mark, stopped: () => boolean) => Promise<unknown>,
): void {
  const say = (said: Said): Promise<void> =>
    new Promise((resolve) => process.send?.(said, undefined, {}, () => resolve()));
  let stopped = false;
  process.once('message', (options: unknown) => {
    process.once('message', () => {
      stopped = true;
    });
    work(
      options as never,
      (mark, detail) => void say({ mark, detail }),
      () => stopped,
    )
      .then(
        (result) => say({ result }),
        (error: unknown) => say({ failure: error instanceof Error ? (error.stack ?? '') : String(error) }),
      )
      .finally(() => process.exit());
  });
}
