import type { SparseVector } from './features/sparse-vector';
import { getFloats, getInts, toBuffer, type Component, type ModelFiles } from './model-files';

/** A labelled utterance near the one asked about. */
export interface Neighbour {
  /** Its number in the training set. */
  example: number;
  label: number;
  /** Cosine of the two vectors, 0-1. */
  similarity: number;
}

const FILES = {
  labels: 'neighbours-labels.bin',
  starts: 'neighbours-starts.bin',
  examples: 'neighbours-examples.bin',
  values: 'neighbours-values.bin',
};

/** Finds the nearest labelled utterances through an inverted index over the same vectors as the linear model. */
export class NeighbourVoter implements Component<SparseVector, Neighbour[]> {
  readonly name = 'neighbours';
  /** Scratch of one query, zero between queries: `process` never awaits. */
  private readonly similarities: Float32Array;

  private constructor(
    private readonly labels: Int32Array,
    /** The postings of feature f are entries `starts[f]` up to `starts[f + 1]` of the two lists below. */
    private readonly starts: Int32Array,
    private readonly examples: Int32Array,
    private readonly values: Float32Array,
    private readonly count: number,
  ) {
    this.similarities = new Float32Array(labels.length);
  }

  /** `count` is how many neighbours are returned, `size` the number of features. */
  static train(
    vectors: readonly SparseVector[],
    labels: Int32Array,
    size: number,
    count: number,
  ): NeighbourVoter {
    const starts = new Int32Array(size + 1);
    for (const { ids } of vectors) for (const id of ids) starts[id + 1]!++;
    for (let id = 0; id < size; id++) starts[id + 1]! += starts[id]!;
    const next = starts.slice();
    const examples = new Int32Array(starts[size]!);
    const values = new Float32Array(starts[size]!);
    vectors.forEach((vector, example) => {
      vector.ids.forEach((id, i) => {
        const entry = next[id]!++;
        examples[entry] = example;
        values[entry] = vector.values[i]!;
      });
    });
    return new NeighbourVoter(labels, starts, examples, values, count);
  }

  static load(files: ModelFiles, count: number): NeighbourVoter {
    return new NeighbourVoter(
      getInts(files, FILES.labels),
      getInts(files, FILES.starts),
      getInts(files, FILES.examples),
      getFloats(files, FILES.values),
      count,
    );
  }

  save(): [string, Buffer][] {
    return [
      [FILES.labels, toBuffer(this.labels)],
      [FILES.starts, toBuffer(this.starts)],
      [FILES.examples, toBuffer(this.examples)],
      [FILES.values, toBuffer(this.values)],
    ];
  }

  /** The nearest utterances, nearest first; of equals the earlier one. Utterances that share nothing are left out. */
  process(vector: SparseVector): Neighbour[] {
    const { similarities, starts, examples, values } = this;
    for (let i = 0; i < vector.ids.length; i++) {
      const id = vector.ids[i]!;
      const value = vector.values[i]!;
      const end = starts[id + 1]!;
      for (let entry = starts[id]!; entry < end; entry++) {
        similarities[examples[entry]!]! += value * values[entry]!;
      }
    }
    const best: Neighbour[] = [];
    let worst = 0;
    for (let example = 0; example < similarities.length; example++) {
      const similarity = similarities[example]!;
      if (similarity <= worst) continue;
      let place = best.length;
      while (place > 0 && best[place - 1]!.similarity < similarity) place--;
      best.splice(place, 0, { example, label: this.labels[example]!, similarity });
      if (best.length > this.count) best.pop();
      if (best.length === this.count) worst = best.at(-1)!.similarity;
    }
    similarities.fill(0);
    return best;
  }
}
