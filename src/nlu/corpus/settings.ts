import { LineCounter, parseDocument, type Node } from 'yaml';
import { z } from 'zod';
import type { Complaints } from './complaints';

const probability = z.number().min(0).max(1);

const FEATURES = z.strictObject({
  /** Longest character n-gram. */
  characters: z.number().int().min(1).max(5).default(3),
  /** Longest word n-gram. */
  words: z.number().int().min(0).max(3).default(2),
  /** Longest n-gram of pinyin syllables, which forgives homophones; 0 leaves them out. */
  syllables: z.number().int().min(0).max(3).default(2),
  /** Features in fewer utterances are left out. */
  min_count: z.number().int().min(1).default(2),
});

const CLASSIFIER = z.strictObject({
  /** Cost of an error: smaller is smoother. */
  cost: z.number().positive().default(1),
});

const NEIGHBOURS = z.strictObject({
  /** How many nearest utterances vote. */
  count: z.number().int().min(1).max(100).default(8),
});

const PINYIN_VOTER = z.strictObject({
  enabled: z.boolean().default(true),
  /** Larger corpora train without it: its training time grows with utterances × intents. */
  max_examples: z.number().int().min(0).default(12_000),
  /** Asked only where the best two confidences are closer than this. */
  margin: probability.default(0.35),
  /** Passes over the corpus. */
  iterations: z.number().int().min(1).default(12),
});

const CALIBRATION = z.strictObject({
  /** Parts of the inner cross-validation. */
  folds: z.number().int().min(2).max(20).default(5),
});

const SCOPE = z.strictObject({
  /** Share of in-scope utterances that may be refused by mistake. */
  false_rejection: probability.default(0.05),
  /** The intent that stands for everything else, where the corpus has it. */
  intent: z.string().default('out_of_scope'),
});

const DECISION = z.strictObject({
  /** Confidence from which the bot answers. */
  answer: probability.default(0.5),
  /** Confidence from which it asks "did you mean". */
  ask: probability.default(0.15),
  /** Lead over the second intent without which it asks. */
  margin: probability.default(0.1),
});

const SECOND_INTENT = z.strictObject({
  /** Confidence that both clauses need. */
  confidence: probability.default(0.6),
  /** Intents that begin so are never a second request: a greeting, a thank-you. */
  ignore: z.array(z.string()).default(['chat.']),
});

const NEGATION_RULE = z.strictObject({
  /** The intent that is refused. */
  intent: z.string(),
  /** Words of that intent that a negation may stand before. */
  words: z.array(z.string().min(1)).min(1),
  /** What refusing it means. */
  becomes: z.string(),
});

/** The settings of the pipeline, from `pipeline.yml`; unknown keys are refused. Every key has a default. */
export const NLU_SETTINGS = z.strictObject({
  /** Seed of everything random in training. */
  seed: z.number().int().default(42),
  features: FEATURES.prefault({}),
  classifier: CLASSIFIER.prefault({}),
  neighbours: NEIGHBOURS.prefault({}),
  pinyin_voter: PINYIN_VOTER.prefault({}),
  calibration: CALIBRATION.prefault({}),
  scope: SCOPE.prefault({}),
  decision: DECISION.prefault({}),
  second_intent: SECOND_INTENT.prefault({}),
  negation: z.array(NEGATION_RULE).default([]),
});

export type NluSettings = z.infer<typeof NLU_SETTINGS>;

/** The settings of a corpus that brings none. */
export function defaultSettings(): NluSettings {
  return NLU_SETTINGS.parse({});
}

/** Reads `pipeline.yml`; complaints name the line of the key. */
export function readSettings(content: string, file: string, complaints: Complaints): NluSettings {
  const lineCounter = new LineCounter();
  const document = parseDocument(content, { lineCounter });
  for (const error of document.errors) {
    complaints.add(file, error.linePos?.[0].line ?? 1, `YAML 有误：${error.message.split('\n')[0]}`);
  }
  if (document.errors.length > 0) return defaultSettings();
  const result = NLU_SETTINGS.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
    const node = document.getIn(path, true) as Node | undefined;
    const offset = node?.range?.[0] ?? 0;
    complaints.add(file, Math.max(1, lineCounter.linePos(offset).line), `${path.join('.')}: ${issue.message}`);
  }
  return defaultSettings();
}
