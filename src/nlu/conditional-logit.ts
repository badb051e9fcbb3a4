/** One choice among options, each described by the same number of features. */
export interface ChoiceRow {
  /** `options[k * width + j]`: feature j of option k. */
  options: Float64Array;
  chosen: number;
  weight: number;
}

const RIDGE = 1e-3;
const MAX_STEPS = 30;

/**
 * McFadden's conditional logit: P(option k) is proportional to exp(w · features of k). The weights are shared by
 * all options, so a handful of numbers serves any number of intents. Newton's method on the penalised likelihood.
 */
export function fitConditionalLogit(rows: readonly ChoiceRow[], width: number): Float64Array {
  const weights = new Float64Array(width);
  let best = Infinity;
  for (let step = 0; step < MAX_STEPS; step++) {
    const { loss, gradient, hessian } = derivatives(rows, weights);
    const direction = solve(hessian, gradient);
    if (Math.abs(best - loss) < 1e-7 * (1 + Math.abs(loss))) break;
    best = loss;
    let scale = 1;
    let moved = weights.map((weight, j) => weight - direction[j]!);
    while (scale > 1e-4 && lossOf(rows, moved) > loss) {
      scale /= 2;
      moved = weights.map((weight, j) => weight - scale * direction[j]!);
    }
    weights.set(moved);
  }
  return weights;
}

/**
 * The same, with weights that cannot be negative: a voter may be ignored, but its vote never counts against the
 * option that it is for, which would be an accident of the training data. The first feature is kept whatever its sign.
 */
export function fitVotingWeights(rows: readonly ChoiceRow[], width: number): Float64Array {
  const used = Array.from({ length: width }, (_, j) => j);
  for (;;) {
    const weights = fitConditionalLogit(
      rows.map((row) => ({ ...row, options: selectColumns(row.options, width, used) })),
      used.length,
    );
    const worst = used.findIndex((_, j) => j > 0 && weights[j]! < 0);
    if (worst < 0) {
      const all = new Float64Array(width);
      used.forEach((column, j) => {
        all[column] = weights[j]!;
      });
      return all;
    }
    used.splice(worst, 1);
  }
}

function selectColumns(options: Float64Array, width: number, columns: readonly number[]): Float64Array {
  if (columns.length === width) return options;
  const selected = new Float64Array((options.length / width) * columns.length);
  for (let k = 0; k < options.length / width; k++) {
    columns.forEach((column, j) => {
      selected[k * columns.length + j] = options[k * width + column]!;
    });
  }
  return selected;
}

/** The probability of every option. */
export function choiceProbabilities(options: Float64Array, weights: Float64Array): Float64Array {
  const width = weights.length;
  const scores = new Float64Array(options.length / width);
  let highest = -Infinity;
  for (let k = 0; k < scores.length; k++) {
    let score = 0;
    for (let j = 0; j < width; j++) score += weights[j]! * options[k * width + j]!;
    scores[k] = score;
    if (score > highest) highest = score;
  }
  let total = 0;
  for (let k = 0; k < scores.length; k++) total += scores[k] = Math.exp(scores[k]! - highest);
  for (let k = 0; k < scores.length; k++) scores[k]! /= total;
  return scores;
}

function lossOf(rows: readonly ChoiceRow[], weights: Float64Array): number {
  let loss = 0;
  for (const row of rows) {
    loss -= row.weight * Math.log(Math.max(1e-12, choiceProbabilities(row.options, weights)[row.chosen]!));
  }
  return loss + weights.reduce((sum, weight) => sum + (RIDGE / 2) * weight * weight, 0);
}

function derivatives(
  rows: readonly ChoiceRow[],
  weights: Float64Array,
): { loss: number; gradient: Float64Array; hessian: Float64Array[] } {
  const width = weights.length;
  const gradient = weights.map((weight) => RIDGE * weight);
  const hessian = Array.from({ length: width }, (_, j) => {
    const row = new Float64Array(width);
    row[j] = RIDGE;
    return row;
  });
  const mean = new Float64Array(width);
  for (const { options, chosen, weight } of rows) {
    const probabilities = choiceProbabilities(options, weights);
    mean.fill(0);
    for (let k = 0; k < probabilities.length; k++) {
      const probability = probabilities[k]!;
      if (probability < 1e-9) continue;
      for (let j = 0; j < width; j++) {
        const value = options[k * width + j]!;
        mean[j]! += probability * value;
        for (let i = 0; i <= j; i++)
          hessian[j]![i]! += weight * probability * value * options[k * width + i]!;
      }
    }
    for (let j = 0; j < width; j++) {
      gradient[j]! += weight * (mean[j]! - options[chosen * width + j]!);
      for (let i = 0; i <= j; i++) hessian[j]![i]! -= weight * mean[j]! * mean[i]!;
    }
  }
  for (let j = 0; j < width; j++) for (let i = 0; i < j; i++) hessian[i]![j] = hessian[j]![i]!;
  return { loss: lossOf(rows, weights), gradient, hessian };
}

/** Gaussian elimination with pivoting; the penalty on the diagonal keeps the matrix regular. */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array {
  const rows = matrix.map((row, i) => Float64Array.from([...row, right[i]!]));
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / rows[column]![column]!;
      for (let j = column; j <= size; j++) rows[i]![j]! -= factor * rows[column]![j]!;
    }
  }
  return Float64Array.from(rows, (row, i) => row[size]! / row[i]!);
}
