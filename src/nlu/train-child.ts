import { z } from 'zod';
import { TongdaError, type ErrorCode } from '../errors';
import { trainModel, type TrainingResult } from './trainer';
import type { TrainingStage } from './model-trainer';

/** The order that the parent sends. */
export const TRAINING_ORDER = z.object({
  corpusPath: z.string(),
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('folder'), folder: z.string() }),
    z.object({ kind: z.literal('publish'), modelsFolder: z.string() }),
  ]),
});

export type TrainingOrder = z.infer<typeof TRAINING_ORDER>;

/** What the child tells the parent. */
export type TrainingReport =
  | { kind: 'progress'; stage: TrainingStage; done: number; total: number }
  | { kind: 'done'; result: TrainingResult }
  | { kind: 'failed'; code: ErrorCode; detail: string };

function report(message: TrainingReport): void {
  process.send?.(message);
}

function run(message: unknown): void {
  try {
    const { corpusPath, target } = TRAINING_ORDER.parse(message);
    const result = trainModel(corpusPath, target, (progress) => report({ kind: 'progress', ...progress }));
    report({ kind: 'done', result });
  } catch (error) {
    if (error instanceof TongdaError) report({ kind: 'failed', code: error.code, detail: error.detail });
    else report({ kind: 'failed', code: 'training_failed', detail: (error as Error).stack ?? String(error) });
  }
  process.disconnect();
}

// Only a forked process has a parent to listen to; importing the types above starts nothing.
if (process.send && require.main === module) process.once('message', run);
