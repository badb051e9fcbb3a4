import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { corpusFiles, readCorpus } from './corpus-reader';
import type { Corpus } from './corpus/corpus';
import { saveModel } from './model';
import {
  findModelId,
  MODEL_FORMAT,
  modelFolder,
  publishModel,
  readModelFiles,
  writeModel,
} from './model-store';
import { trainInMemory, type OnProgress } from './model-trainer';

/** Where a trained model goes: a folder that becomes the model, or a folder of models where it is published. */
export type TrainingTarget = { kind: 'folder'; folder: string } | { kind: 'publish'; modelsFolder: string };

/** What training has done. */
export interface TrainingResult {
  id: string;
  folder: string;
  intents: number;
  examples: number;
  /** The same corpus and settings had been trained before: nothing was done. */
  reused: boolean;
}

/**
 * Trains the corpus at `corpusPath` and stores the model. The same corpus and settings give the same id, and then
 * there is no work. Blocks for seconds: a server calls `trainInChild`.
 * Throws `corpus_missing`, `corpus_invalid`, `training_failed`.
 */
export function trainModel(
  corpusPath: string,
  target: TrainingTarget,
  onProgress?: OnProgress,
): TrainingResult {
  const corpus = readCorpus(corpusPath);
  const id = modelId(corpusPath, corpus);
  const folder = target.kind === 'folder' ? target.folder : modelFolder(target.modelsFolder, id);
  const reused = isWhole(folder, id);
  if (!reused) {
    const model = trainInMemory(corpus, onProgress);
    onProgress?.({ stage: 'save', done: 1, total: 1 });
    writeModel(folder, id, saveModel(model));
  }
  if (target.kind === 'publish') publishModel(target.modelsFolder, id);
  const intents = new Set(corpus.examples.map(({ intent }) => intent)).size;
  return { id, folder, intents, examples: corpus.examples.length, reused };
}

/** The id of the model that a corpus makes. Throws `corpus_missing`, `corpus_invalid`. */
export function modelIdOf(corpusPath: string): string {
  return modelId(corpusPath, readCorpus(corpusPath));
}

/** Hash of the corpus files, the settings with their defaults and seed, and the version of the code's format. */
function modelId(corpusPath: string, corpus: Corpus): string {
  const hash = createHash('sha256').update(JSON.stringify([MODEL_FORMAT, corpus.settings]));
  for (const file of corpusFiles(corpusPath)) {
    const content = readFileSync(file);
    hash.update(JSON.stringify([relative(corpusPath, file), content.byteLength])).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** A damaged model of the right id is trained again. */
function isWhole(folder: string, id: string): boolean {
  if (findModelId(folder) !== id) return false;
  try {
    readModelFiles(folder);
    return true;
  } catch {
    return false;
  }
}
