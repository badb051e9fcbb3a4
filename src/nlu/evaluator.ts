import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Complaints } from './corpus/complaints';
import type { Corpus } from './corpus/corpus';
import { splitFold, stratifiedFolds } from './folds';
import { measure, type EvaluationReport, type JudgedRow } from './metrics';
import { trainInMemory } from './model-trainer';
import type { Interpretation } from './interpretation';
import { NodejiebaSegmenter } from '../text/segmenter';
import { Pipeline } from './pipeline';

const ROW = z.looseObject({
  text: z.string(),
  intent: z.string(),
  /** Other readings that count as right. */
  also: z.array(z.string()).default([]),
  /** Rows that cannot be understood alone are left out. */
  needs_context: z.boolean().default(false),
});

/** One labelled utterance of a test set. */
export type EvaluationRow = z.infer<typeof ROW>;

/** Reads a test set of JSONL rows `{text, intent, also?, needs_context?}`. Throws `corpus_invalid`. */
export function readEvaluationRows(path: string): EvaluationRow[] {
  const complaints = new Complaints();
  const rows = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      try {
        return [ROW.parse(JSON.parse(line))];
      } catch (error) {
        const message = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
        complaints.add(path, index + 1, message);
        return [];
      }
    });
  complaints.throwIfAny();
  return rows;
}

/** Measures a parser on a test set; `scopeIntent` is the label of what is out of scope. */
export function evaluate(
  parse: (text: string) => Interpretation,
  rows: readonly EvaluationRow[],
  scopeIntent: string,
): EvaluationReport {
  const judged = rows.filter((row) => !row.needs_context).map((row) => judge(row, parse(row.text)));
  return measure(judged, scopeIntent);
}

/** Trains on K - 1 parts of the corpus and measures on the part left out, for every part. Blocks: K trainings. */
export function crossValidate(
  corpus: Corpus,
  folds: number,
  onFold: (done: number) => void = () => undefined,
): EvaluationReport {
  const intents = [...new Set(corpus.examples.map(({ intent }) => intent))];
  const labels = Int32Array.from(corpus.examples, ({ intent }) => intents.indexOf(intent));
  const parts = stratifiedFolds(labels, folds, corpus.settings.seed);
  const judged: JudgedRow[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const { inside, outside } = splitFold(parts, fold);
    const model = trainInMemory({ ...corpus, examples: outside.map((i) => corpus.examples[i]!) });
    const pipeline = new Pipeline(model, new NodejiebaSegmenter(model.description.words), () => []);
    for (const i of inside) {
      const { text, intent } = corpus.examples[i]!;
      judged.push(judge({ text, intent, also: [], needs_context: false }, pipeline.process(text, 0, 'UTC')));
    }
    onFold(fold + 1);
  }
  return measure(judged, corpus.settings.scope.intent);
}

function judge(row: EvaluationRow, said: Interpretation): JudgedRow {
  return {
    expected: row.intent,
    also: row.also,
    predicted: said.intent.name,
    confidence: said.intent.confidence,
    decision: said.decision,
    outOfScope: said.outOfScope,
    outOfScopeScore: said.outOfScopeScore,
  };
}
