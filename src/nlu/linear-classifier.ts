import { solveSvm } from './dual-coordinate-descent';
import type { SparseVector } from './features/sparse-vector';
import { getFloats, toBuffer, type Component, type ModelFiles } from './model-files';
import { seededRandom } from './random';

const FILE = 'linear.bin';

/** What the linear model learns from: a vector and the number of its class for each example. */
export interface LinearTrainingSet {
  vectors: readonly SparseVector[];
  labels: Int32Array;
  classCount: number;
  /** Number of features. */
  size: number;
}

/** One-versus-rest linear support vector machine; a score is the signed distance from the class's border. */
export class LinearClassifier implements Component<SparseVector, Float64Array> {
  readonly name = 'linear';

  constructor(
    readonly classCount: number,
    /** Weights, feature-major: `weights[feature * classCount + class]`, the last row being the bias. */
    readonly weights: Float32Array,
  ) {}

  /** Trains one machine a class, rare classes weighted up to balance. The same seed gives the same weights. */
  static train(set: LinearTrainingSet, cost: number, seed: number, onClass?: () => void): LinearClassifier {
    const { vectors, labels, classCount, size } = set;
    const weights = new Float32Array((size + 1) * classCount);
    const sizes = new Int32Array(classCount);
    for (const label of labels) sizes[label]!++;
    for (let label = 0; label < classCount; label++) {
      const signs = Int8Array.from(labels, (other) => (other === label ? 1 : -1));
      const balance = sizes[label]! > 0 ? vectors.length / (classCount * sizes[label]!) : 1;
      const solution = solveSvm({
        vectors,
        signs,
        positiveCost: cost * balance,
        negativeCost: cost,
        size,
        random: seededRandom(seed + label),
      });
      for (let feature = 0; feature <= size; feature++)
        weights[feature * classCount + label] = solution[feature]!;
      onClass?.();
    }
    return new LinearClassifier(classCount, weights);
  }

  static load(files: ModelFiles, classCount: number): LinearClassifier {
    return new LinearClassifier(classCount, getFloats(files, FILE));
  }

  save(): [string, Buffer][] {
    return [[FILE, toBuffer(this.weights)]];
  }

  /** The score of every class. */
  process(vector: SparseVector): Float64Array {
    const { classCount, weights } = this;
    const bias = weights.length - classCount;
    const scores = Float64Array.from(weights.subarray(bias));
    const { ids, values } = vector;
    for (let i = 0; i < ids.length; i++) {
      const row = ids[i]! * classCount;
      const value = values[i]!;
      for (let label = 0; label < classCount; label++) scores[label]! += weights[row + label]! * value;
    }
    return scores;
  }

  /** What one feature of weight 1 adds to the score of a class. */
  weight(feature: number, label: number): number {
    return this.weights[feature * this.classCount + label]!;
  }
}
