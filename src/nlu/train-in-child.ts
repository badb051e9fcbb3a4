import { fork } from 'node:child_process';
import { join } from 'node:path';
import { TongdaError } from '../errors';
import type { OnProgress } from './model-trainer';
import type { TrainingOrder, TrainingReport } from './train-child';
import type { TrainingResult } from './trainer';

/** Of what the child writes to standard error, the end is kept for the complaint. */
const MAX_STDERR = 4000;

/**
 * `trainModel` in a process of its own: the caller's event loop stays free and training's memory is given back.
 * Throws what `trainModel` throws; a child that dies is `training_failed`.
 */
export async function trainInChild(order: TrainingOrder, onProgress?: OnProgress): Promise<TrainingResult> {
  return await new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'train-child.ts'), {
      execArgv: ['--require', require.resolve('tsx/cjs')],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-MAX_STDERR);
    });
    child.on('message', (report: TrainingReport) => {
      if (report.kind === 'progress') onProgress?.(report);
      else if (report.kind === 'done') resolve(report.result);
      else reject(new TongdaError(report.code, report.detail));
    });
    child.on('error', (error) => reject(new TongdaError('training_failed', error.message, { cause: error })));
    // A promise settled by a report ignores this.
    child.on('close', (code) => {
      reject(new TongdaError('training_failed', `the training process ended with ${code}: ${stderr}`));
    });
    child.send(order);
  });
}
