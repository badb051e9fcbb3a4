import { SingleBar } from 'cli-progress';

export interface CopyProgress {
  update: (progress: { stage: string; done: number; total: number }) => void;
  stop: () => void;
}

/** A bar on a terminal, one plain line a stage elsewhere; always on standard error. */
export function showCopyProgress(): CopyProgress {
  let last: string | undefined;
  if (!process.stderr.isTTY) {
    return {
      update: ({ stage }) => {
        if (stage !== last) process.stderr.write(`${stage}…\n`);
        last = stage;
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({
    format: '{stage} [{bar}] {value}/{total}',
    stream: process.stderr,
    hideCursor: true,
  });
  return {
    update: ({ stage, done, total }) => {
      if (!bar.isActive) bar.start(total, done, { stage });
      bar.setTotal(total);
      bar.update(done, { stage });
    },
    stop: () => bar.stop(),
  };
}
