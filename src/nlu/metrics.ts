import type { Interpretation } from './interpretation';

/** What was expected of an utterance and what was said. */
export interface JudgedRow {
  expected: string;
  also: readonly string[];
  predicted: string;
  confidence: number;
  decision: Interpretation['decision'];
  outOfScope: boolean;
  outOfScopeScore: number;
}

export interface IntentRow {
  intent: string;
  support: number;
  precision: number;
  recall: number;
  f1: number;
}

/** The figures of an evaluation; shares are 0-1. */
export interface EvaluationReport {
  rows: number;
  /** The label is the expected one. */
  accuracy: number;
  /** The label is the expected one or one of `also`. */
  acceptedAccuracy: number;
  /** Mean F1 of the intents that the test set expects. */
  macroF1: number;
  /** Expected calibration error of the confidence, 15 bins of equal width, against accepted labels. */
  calibrationError: number;
  /** How often each decision was taken, and how often the label was then accepted. */
  decisions: Record<Interpretation['decision'], { share: number; accepted: number }>;
  intents: IntentRow[];
  /** Pairs of expected and predicted labels that differ, most frequent first. */
  confusion: { expected: string; predicted: string; count: number }[];
  /** Absent where the test set has no out-of-scope rows. */
  outOfScope?: OutOfScopeReport;
}

export interface OutOfScopeReport {
  auroc: number;
  /** At the model's own threshold. */
  recall: number;
  falseRejection: number;
  curve: { falseRejection: number; recall: number }[];
}

const BINS = 15;
const CURVE = [0.01, 0.02, 0.05, 0.1, 0.2];

/** Computes every figure from the judged rows. */
export function measure(rows: readonly JudgedRow[], scopeIntent: string): EvaluationReport {
  const intents = intentTable(rows);
  const expected = intents.filter(({ support }) => support > 0);
  return {
    rows: rows.length,
    accuracy: mean(rows, isRight),
    acceptedAccuracy: mean(rows, isAccepted),
    macroF1: expected.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, expected.length),
    calibrationError: calibrationError(rows),
    decisions: {
      answer: decisionRow(rows, 'answer'),
      ask: decisionRow(rows, 'ask'),
      miss: decisionRow(rows, 'miss'),
    },
    intents,
    confusion: confusion(rows),
    ...outOfScope(rows, scopeIntent),
  };
}

function isRight(row: JudgedRow): boolean {
  return row.predicted === row.expected;
}

function isAccepted(row: JudgedRow): boolean {
  return isRight(row) || row.also.includes(row.predicted);
}

function mean(rows: readonly JudgedRow[], test: (row: JudgedRow) => boolean): number {
  return rows.length === 0 ? 0 : rows.filter(test).length / rows.length;
}

function decisionRow(
  rows: readonly JudgedRow[],
  decision: Interpretation['decision'],
): { share: number; accepted: number } {
  const taken = rows.filter((row) => row.decision === decision);
  return { share: rows.length === 0 ? 0 : taken.length / rows.length, accepted: mean(taken, isAccepted) };
}

function calibrationError(rows: readonly JudgedRow[]): number {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, accepted: 0 }));
  for (const row of rows) {
    const bin = bins[Math.min(BINS - 1, Math.floor(row.confidence * BINS))]!;
    bin.confidence += row.confidence;
    if (isAccepted(row)) bin.accepted++;
  }
  const gaps = bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.accepted), 0);
  return gaps / Math.max(1, rows.length);
}

function intentTable(rows: readonly JudgedRow[]): IntentRow[] {
  const names = [...new Set(rows.flatMap(({ expected, predicted }) => [expected, predicted]))].toSorted();
  return names.map((intent) => {
    const support = rows.filter(({ expected }) => expected === intent).length;
    const predicted = rows.filter((row) => row.predicted === intent).length;
    const right = rows.filter((row) => row.expected === intent && isRight(row)).length;
    return {
      intent,
      support,
      precision: predicted === 0 ? 0 : right / predicted,
      recall: support === 0 ? 0 : right / support,
      f1: (2 * right) / (support + predicted),
    };
  });
}

function confusion(rows: readonly JudgedRow[]): EvaluationReport['confusion'] {
  const counts = new Map<string, { expected: string; predicted: string; count: number }>();
  for (const { expected, predicted } of rows) {
    if (expected === predicted) continue;
    const key = `${expected}\n${predicted}`;
    const entry = counts.get(key) ?? { expected, predicted, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count);
}

function outOfScope(rows: readonly JudgedRow[], scopeIntent: string): { outOfScope?: OutOfScopeReport } {
  const outside = rows.filter(({ expected }) => expected === scopeIntent);
  const inside = rows.filter(({ expected, also }) => expected !== scopeIntent && !also.includes(scopeIntent));
  if (outside.length === 0 || inside.length === 0) return {};
  const highFirst = inside.map(({ outOfScopeScore }) => outOfScopeScore).toSorted((a, b) => b - a);
  let wins = 0;
  for (const { outOfScopeScore } of outside) {
    for (const score of highFirst) wins += outOfScopeScore > score ? 1 : outOfScopeScore === score ? 0.5 : 0;
  }
  return {
    outOfScope: {
      auroc: wins / (outside.length * inside.length),
      recall: mean(outside, (row) => row.outOfScope),
      falseRejection: mean(inside, (row) => row.outOfScope),
      curve: CURVE.map((falseRejection) => {
        const threshold = highFirst[Math.floor(highFirst.length * falseRejection)]!;
        return {
          falseRejection,
          recall: mean(outside, ({ outOfScopeScore }) => outOfScopeScore > threshold),
        };
      }),
    },
  };
}
