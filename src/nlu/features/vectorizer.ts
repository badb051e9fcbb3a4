import { z } from 'zod';
import { getFloats, getJson, toBuffer, toJson, type Component, type ModelFiles } from '../model-files';
import { unitVector, type SparseVector } from './sparse-vector';

const NAMES = 'features.json';
const WEIGHTS = 'features.bin';

/** Feature names → TF-IDF vectors of length 1: tf = 1 + ln(count), idf = ln((1 + n) / (1 + df)) + 1. */
export class Vectorizer implements Component<readonly string[], SparseVector> {
  readonly name = 'vectorizer';

  private constructor(
    /** Feature name → id, in order of ids. */
    readonly vocabulary: ReadonlyMap<string, number>,
    /** Inverse document frequency by id. */
    readonly idf: Float32Array,
  ) {}

  /** Learns the vocabulary from the feature names of every document; rarer features than `minCount` are left out. */
  static train(documents: readonly (readonly string[])[], minCount: number): Vectorizer {
    const frequencies = new Map<string, number>();
    for (const document of documents) {
      for (const name of new Set(document)) frequencies.set(name, (frequencies.get(name) ?? 0) + 1);
    }
    const kept = [...frequencies].filter(([, count]) => count >= minCount);
    const idf = Float32Array.from(kept, ([, count]) => Math.log((1 + documents.length) / (1 + count)) + 1);
    return new Vectorizer(new Map(kept.map(([name], id) => [name, id])), idf);
  }

  static load(files: ModelFiles): Vectorizer {
    const names = getJson(files, NAMES, z.array(z.string()));
    return new Vectorizer(new Map(names.map((name, id) => [name, id])), getFloats(files, WEIGHTS));
  }

  save(): [string, Buffer][] {
    return [
      [NAMES, toJson([...this.vocabulary.keys()])],
      [WEIGHTS, toBuffer(this.idf)],
    ];
  }

  get size(): number {
    return this.idf.length;
  }

  process(names: readonly string[]): SparseVector {
    const counts = new Map<number, number>();
    for (const name of names) {
      const id = this.vocabulary.get(name);
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const [id, count] of counts) counts.set(id, (1 + Math.log(count)) * this.idf[id]!);
    return unitVector(counts);
  }
}
