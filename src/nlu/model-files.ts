import type { z } from 'zod';
import { TongdaError } from '../errors';

/** The files of a model by name, as a component writes and reads them. */
export type ModelFiles = ReadonlyMap<string, Buffer>;

/**
 * What every trainable part of the pipeline is: made by a static `train` from examples or by a static `load` from
 * files, asked by `process`, and written by `save`. The same training data, settings and seed give the same files.
 */
export interface Component<Input, Output> {
  readonly name: string;
  process(input: Input): Output;
  save(): [file: string, content: Buffer][];
}

/** The content of a file. Throws `model_broken` where it is missing. */
export function getFile(files: ModelFiles, name: string): Buffer {
  const content = files.get(name);
  if (!content) throw new TongdaError('model_broken', `${name} is missing`);
  return content;
}

/** A JSON file of a known shape. Throws `model_broken`. */
export function getJson<T>(files: ModelFiles, name: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(getFile(files, name).toString('utf8')));
  } catch (error) {
    if (error instanceof TongdaError) throw error;
    throw new TongdaError('model_broken', `${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** A file of little-endian numbers of 32 bits. It may share the file's memory: files are read for one model only. */
export function getFloats(files: ModelFiles, name: string): Float32Array {
  const { buffer, byteOffset, byteLength } = aligned(getFile(files, name));
  return new Float32Array(buffer, byteOffset, Math.floor(byteLength / 4));
}

/** A file of little-endian integers of 32 bits. It may share the file's memory. */
export function getInts(files: ModelFiles, name: string): Int32Array {
  const { buffer, byteOffset, byteLength } = aligned(getFile(files, name));
  return new Int32Array(buffer, byteOffset, Math.floor(byteLength / 4));
}

/** The bytes of a typed array, to be written. */
export function toBuffer(array: Float32Array | Int32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/** The content of a JSON file. */
export function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** Typed arrays begin at a multiple of four; a small file's buffer may begin at any byte of its pool. */
function aligned(buffer: Buffer): Uint8Array {
  return buffer.byteOffset % 4 === 0 ? buffer : new Uint8Array(buffer);
}
