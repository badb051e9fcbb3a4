import { join } from 'node:path';
import { trainInChild } from '../../src/nlu/train-in-child';

const ROOT = join(__dirname, '../..');

/** The models folder that the tests share; the id of a model is a hash, so an unchanged corpus trains once. */
export const TEST_MODELS = join(ROOT, 'node_modules/.cache/tongda-test-models');
export const CORPUS = join(ROOT, 'corpus');

/** Trains the shipped corpus, once for all test files. */
export async function trainShippedCorpus(): Promise<void> {
  await trainInChild({ corpusPath: CORPUS, target: { kind: 'publish', modelsFolder: TEST_MODELS } });
}
