import { fork } from 'node:child_process';

interface Said {
  mark?: string;
  result?: unknown;
  failure?: string;
}

/**
 * Runs a generator (a module that calls `serveGenerator`) in a process of its own, so that its work does not disturb
 * what is measured here. `onMark` hears of each phase that the generator enters.
 */
export function runGenerator<Result>(
  module: string,
  options: object,
  onMark: (mark: string) => void = () => {},
): Promise<Result> {
  const child = fork(module, {
    execArgv: ['--require', 'tsx/cjs', '--max-old-space-size=4096'],
    serialization: 'advanced',
  });
  return new Promise((resolve, reject) => {
    child.on('message', (said: Said) => {
      if (said.mark !== undefined) onMark(said.mark);
      else if (said.failure !== undefined) reject(new Error(said.failure));
      else resolve(said.result as Result);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`a generator ended with ${code}`)));
    child.send(options);
  });
}

type Mark = (name: string) => void;

/** The child's side: takes its options, does the work, answers the result and ends. */
export function serveGenerator(work: (options: never, mark: Mark) => Promise<unknown>): void {
  const say = (said: Said): Promise<void> =>
    new Promise((resolve) => process.send?.(said, undefined, {}, () => resolve()));
  process.once('message', (options: unknown) => {
    work(options as never, (mark) => void say({ mark }))
      .then(
        (result) => say({ result }),
        (error: unknown) => say({ failure: error instanceof Error ? (error.stack ?? '') : String(error) }),
      )
      .finally(() => process.exit());
  });
}
