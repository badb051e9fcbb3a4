import type { SparseVector } from './features/sparse-vector';
import { shuffle } from './random';

/** One two-class problem of a support vector machine. */
export interface SvmProblem {
  vectors: readonly SparseVector[];
  /** +1 or -1 for each vector. */
  signs: Int8Array;
  /** Cost of an error on each side. */
  positiveCost: number;
  negativeCost: number;
  /** Number of features; the solution has one entry more, the bias. */
  size: number;
  random: () => number;
}

const MAX_PASSES = 200;
const TOLERANCE = 0.02;

/**
 * L2-regularised, squared-hinge support vector machine by dual coordinate descent with shrinking (Hsieh et al.,
 * ICML 2008, algorithm 3; the solver of LIBLINEAR -s 1). Returns the weights and, last, the bias.
 */
export function solveSvm(problem: SvmProblem): Float64Array {
  const { vectors, signs, size, random } = problem;
  const count = vectors.length;
  const weights = new Float64Array(size + 1);
  const alpha = new Float64Array(count);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const diagonal = Float64Array.from(signs, (sign) =>
    sign > 0 ? 0.5 / problem.positiveCost : 0.5 / problem.negativeCost,
  );
  // Vectors have length 1 (or are empty), and the bias adds 1.
  const norms = Float64Array.from(vectors, (vector, i) => (vector.ids.length > 0 ? 2 : 1) + diagonal[i]!);
  let active = count;
  let shrinkAbove = Infinity;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    shuffle(order, active, random);
    let highest = -Infinity;
    let lowest = Infinity;
    for (let position = 0; position < active; position++) {
      const i = order[position]!;
      const { ids, values } = vectors[i]!;
      const sign = signs[i]!;
      let product = weights[size]!;
      for (let j = 0; j < ids.length; j++) product += weights[ids[j]!]! * values[j]!;
      const gradient = sign * product - 1 + diagonal[i]! * alpha[i]!;
      let projected = gradient;
      if (alpha[i] === 0) {
        if (gradient > shrinkAbove) {
          active--;
          order[position] = order[active]!;
          order[active] = i;
          position--;
          continue;
        }
        projected = Math.min(gradient, 0);
      }
      if (projected > highest) highest = projected;
      if (projected < lowest) lowest = projected;
      if (Math.abs(projected) < 1e-12) continue;
      const before = alpha[i]!;
      alpha[i] = Math.max(before - gradient / norms[i]!, 0);
      const step = (alpha[i] - before) * sign;
      weights[size]! += step;
      for (let j = 0; j < ids.length; j++) weights[ids[j]!]! += step * values[j]!;
    }
    if (highest - lowest <= TOLERANCE) {
      if (active === count) break;
      // Converged on the shrunken problem: check once more on the whole.
      active = count;
      shrinkAbove = Infinity;
      continue;
    }
    shrinkAbove = highest <= 0 ? Infinity : highest;
  }
  return weights;
}
