import { choiceProbabilities, fitConditionalLogit } from './conditional-logit';

/** Out-of-fold features of an utterance, and whether it belongs to the corpus's domain. */
export interface ScopeRow {
  features: Float64Array;
  outOfScope: boolean;
}

/** What is stored of the out-of-scope decision. */
export interface ScopeModel {
  weights: number[];
  /** Scores from here on are out of scope. */
  threshold: number;
}

/**
 * Learns a logistic score, both sides weighing the same, and the threshold that refuses the share `falseRejection`
 * of the in-scope rows.
 */
export function trainScope(rows: readonly ScopeRow[], falseRejection: number): ScopeModel {
  const outside = rows.filter((row) => row.outOfScope).length;
  const weights = fitConditionalLogit(
    rows.map(({ features, outOfScope }) => ({
      options: asOptions(features),
      chosen: outOfScope ? 1 : 0,
      weight: rows.length / (2 * Math.max(1, outOfScope ? outside : rows.length - outside)),
    })),
    rows[0]?.features.length ?? 0,
  );
  const scores = rows
    .filter((row) => !row.outOfScope)
    .map(({ features }) => choiceProbabilities(asOptions(features), weights)[1]!)
    .toSorted((a, b) => a - b);
  const threshold = scores[Math.floor(scores.length * (1 - falseRejection))] ?? 1;
  return { weights: [...weights], threshold };
}

/** 0-1; near 1 means surely not a request of this corpus. */
export function scopeScore(features: Float64Array, model: ScopeModel): number {
  return choiceProbabilities(asOptions(features), Float64Array.from(model.weights))[1]!;
}

/** A logistic regression is a choice between "inside", described by zeros, and "outside". */
function asOptions(features: Float64Array): Float64Array {
  const options = new Float64Array(features.length * 2);
  options.set(features, features.length);
  return options;
}
