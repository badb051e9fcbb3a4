import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { TongdaError } from '../errors';
import type { ModelFiles } from './model-files';

/** Grows when the files or the meaning of a model change: models of another version are foreign. */
export const MODEL_FORMAT = 1;

const MANIFEST_FILE = 'manifest.json';
const CURRENT_FILE = 'current';
const MODEL_ID = z.string().regex(/^[0-9a-f]{16}$/);
const FILE_NAME = z.string().regex(/^[\w.-]+$/);

const MANIFEST = z.strictObject({
  format: z.literal(MODEL_FORMAT),
  id: MODEL_ID,
  files: z.record(FILE_NAME, z.strictObject({ sha256: z.string(), bytes: z.number() })),
});
const CURRENT = z.object({ id: MODEL_ID });

type Manifest = z.infer<typeof MANIFEST>;

/** The id of the model in a folder, or undefined where there is none that this version understands. */
export function findModelId(folder: string): string | undefined {
  try {
    return readManifest(folder).id;
  } catch {
    return undefined;
  }
}

/** The files of the model in a folder, by their manifest, and the manifest itself. Throws `model_missing` or `model_broken`. */
export function listModelFiles(folder: string): { name: string; sha256: string; bytes: number }[] {
  const { files } = readManifest(folder);
  const manifest = readFileSync(join(folder, MANIFEST_FILE));
  return [
    ...Object.entries(files).map(([name, { sha256, bytes }]) => ({ name, sha256, bytes })),
    { name: MANIFEST_FILE, sha256: digest(manifest), bytes: manifest.byteLength },
  ];
}

/** Reads and verifies every file. Throws `model_missing`, or `model_broken` where a checksum or the format differs. */
export function readModelFiles(folder: string): { id: string; files: ModelFiles } {
  const manifest = readManifest(folder);
  const files = new Map<string, Buffer>();
  for (const [name, { sha256, bytes }] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    if (!existsSync(path)) throw new TongdaError('model_broken', `${path} is missing`);
    const content = readFileSync(path);
    if (content.byteLength !== bytes || digest(content) !== sha256) {
      throw new TongdaError('model_broken', `${path} is not the file that was trained`);
    }
    files.set(name, content);
  }
  return { id: manifest.id, files };
}

/** Makes `folder` a model, all or nothing. Throws `training_failed` where the folder holds something that is not a model. */
export function writeModel(folder: string, id: string, files: ModelFiles): void {
  replaceModel(folder, (temporary) => {
    const manifest: Manifest = { format: MODEL_FORMAT, id, files: {} };
    for (const [name, content] of files) {
      writeFileSync(join(temporary, name), content);
      manifest.files[name] = { sha256: digest(content), bytes: content.byteLength };
    }
    writeFileSync(join(temporary, MANIFEST_FILE), JSON.stringify(manifest, null, 2));
  });
}

/**
 * Makes `folder` the model that another machine has sent, all or nothing. `files` are those of `listModelFiles`
 * there. Throws `model_missing` or `model_broken` where they are not a whole model.
 */
export function receiveModel(folder: string, files: ModelFiles): void {
  replaceModel(folder, (temporary) => {
    for (const [name, content] of files) writeFileSync(join(temporary, FILE_NAME.parse(name)), content);
    readModelFiles(temporary);
  });
}

/** The new folder is written beside the old one and renamed into place, so a reader sees all or nothing. */
function replaceModel(folder: string, write: (temporary: string) => void): void {
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0 && !existsSync(join(target, MANIFEST_FILE))) {
    throw new TongdaError('training_failed', `${folder} is not empty and not a model`);
  }
  const suffix = randomBytes(4).toString('hex');
  const temporary = `${target}.new-${suffix}`;
  mkdirSync(temporary, { recursive: true });
  try {
    write(temporary);
    const old = `${target}.old-${suffix}`;
    if (existsSync(target)) renameSync(target, old);
    renameSync(temporary, target);
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The folder of the published model. Throws `model_missing` or `model_broken`. */
export function currentModelFolder(modelsFolder: string): string {
  const path = join(modelsFolder, CURRENT_FILE);
  if (!existsSync(path)) throw new TongdaError('model_missing', modelsFolder);
  try {
    return join(modelsFolder, CURRENT.parse(JSON.parse(readFileSync(path, 'utf8'))).id);
  } catch (error) {
    throw new TongdaError('model_broken', `${path} names no model`, { cause: error });
  }
}

/** Whether a model is published here. A damaged one counts: it is not silently replaced. Errors: `model_broken`. */
export function hasModel(modelsDir: string): boolean {
  try {
    currentModelFolder(modelsDir);
    return true;
  } catch (error) {
    if (error instanceof TongdaError && error.code === 'model_missing') return false;
    throw error;
  }
}

/** Makes `models/<id>` the model that is served. Atomic. */
export function publishModel(modelsFolder: string, id: string): void {
  mkdirSync(modelsFolder, { recursive: true });
  const path = join(modelsFolder, CURRENT_FILE);
  const temporary = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, JSON.stringify({ id }));
  renameSync(temporary, path);
}

function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST_FILE);
  if (!existsSync(path)) throw new TongdaError('model_missing', folder);
  try {
    return MANIFEST.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new TongdaError('model_broken', `${path} is foreign or damaged`, { cause: error });
  }
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Where a trained model goes when no folder is named. */
export function modelFolder(modelsFolder: string, id: string): string {
  return join(modelsFolder, MODEL_ID.parse(id));
}
