import type { SparseVector } from './features/sparse-vector';
import type { LinearTrainingSet } from './linear-classifier';
import { getFloats, toBuffer, type Component, type ModelFiles } from './model-files';

const FILE = 'naive-bayes.bin';
/** Added to every sum, so that a word an intent has never seen does not rule it out. */
const SMOOTHING = 0.05;

/**
 * Multinomial naive Bayes over the same TF-IDF vectors (Rennie et al., ICML 2003, without the complement). It counts
 * where the linear model separates, errs elsewhere, and so adds to the vote. A score is a log likelihood.
 */
export class NaiveBayes implements Component<SparseVector, Float64Array> {
  readonly name = 'naive-bayes';

  private constructor(
    private readonly classCount: number,
    /** Log likelihoods, feature-major: `[feature * classCount + class]`. */
    private readonly logs: Float32Array,
  ) {}

  static train({ vectors, labels, classCount, size }: LinearTrainingSet): NaiveBayes {
    const logs = new Float32Array(size * classCount);
    const totals = new Float64Array(classCount).fill(SMOOTHING * size);
    vectors.forEach(({ ids, values }, example) => {
      const label = labels[example]!;
      for (let i = 0; i < ids.length; i++) {
        logs[ids[i]! * classCount + label]! += values[i]!;
        totals[label]! += values[i]!;
      }
    });
    for (let i = 0; i < logs.length; i++)
      logs[i] = Math.log((logs[i]! + SMOOTHING) / totals[i % classCount]!);
    return new NaiveBayes(classCount, logs);
  }

  static load(files: ModelFiles, classCount: number): NaiveBayes {
    return new NaiveBayes(classCount, getFloats(files, FILE));
  }

  save(): [string, Buffer][] {
    return [[FILE, toBuffer(this.logs)]];
  }

  process({ ids, values }: SparseVector): Float64Array {
    const { classCount, logs } = this;
    const scores = new Float64Array(classCount);
    for (let i = 0; i < ids.length; i++) {
      const row = ids[i]! * classCount;
      const value = values[i]!;
      for (let label = 0; label < classCount; label++) scores[label]! += logs[row + label]! * value;
    }
    return scores;
  }
}
