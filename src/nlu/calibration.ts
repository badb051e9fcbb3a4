import { choiceProbabilities, fitVotingWeights, type ChoiceRow } from './conditional-logit';
import type { NluSettings } from './corpus/settings';
import { splitFold, stratifiedFolds } from './folds';
import { NodeNlpVoter } from './node-nlp-voter';
import { seededRandom } from './random';
import { trainScope, type ScopeModel, type ScopeRow } from './scope-classifier';
import { ScopeFeatures, type GeneralWords } from './scope-features';
import {
  lead,
  pinyinVoteOptions,
  PINYIN_VOTE_WIDTH,
  voteOptions,
  VOTE_WIDTH,
  type VoteWeights,
} from './vote';
import { Voters, type PreparedUtterance, type Votes } from './voters';

/** What calibration needs. */
export interface CalibrationInput {
  prepared: readonly PreparedUtterance[];
  labels: Int32Array;
  intents: readonly string[];
  settings: NluSettings;
  /** Examples that stay in training: holding them out would flatter, their siblings being near copies. */
  neverHeld: readonly boolean[];
  general: GeneralWords;
  /** Sentences of words that have nothing to do with the corpus. */
  strangers: readonly PreparedUtterance[];
  onFold?: () => void;
}

/** What calibration learns. */
export interface Calibration {
  vote: VoteWeights;
  scope: ScopeModel;
}

/** What a model trained without an utterance says of it. */
interface Held {
  prepared: PreparedUtterance;
  votes: Votes;
  scope: ScopeFeatures;
  /** -1 for a stranger or an intent that the model has never seen. */
  label: number;
  fold: number;
}

/** Intents are left out in this many groups, where the corpus has no out-of-scope intent to learn from. */
const INTENT_GROUPS = 4;

/**
 * Learns the weights of the votes (the temperature is in them) and the out-of-scope score from utterances that the
 * voters have not been trained on, by cross-validation.
 */
export function calibrate(input: CalibrationInput): Calibration {
  const { prepared, labels, intents, settings } = input;
  const scopeLabel = intents.indexOf(settings.scope.intent);
  const folds = stratifiedFolds(labels, settings.calibration.folds, settings.seed);
  input.neverHeld.forEach((never, example) => {
    if (never) folds[example] = -1;
  });
  const held: Held[] = [];
  for (let fold = 0; fold < settings.calibration.folds; fold++) {
    const { inside, outside } = splitFold(folds, fold);
    const model = trainPart(input, outside, scopeLabel);
    const strangers = input.strangers.filter((_, i) => i % settings.calibration.folds === fold);
    for (const example of inside) held.push(ask(model, prepared[example]!, labels[example]!, fold));
    for (const stranger of strangers) held.push(ask(model, stranger, -1, fold));
    input.onFold?.();
  }
  const known = held.filter(({ label }) => label >= 0);
  const first = fitVotingWeights(
    known.map(({ votes, label }) => ({ options: voteOptions(votes), chosen: label, weight: 1 })),
    VOTE_WIDTH,
  );
  if (scopeLabel < 0) held.push(...leaveIntentsOut(input));
  const rows = held.map(({ prepared: { utterance }, votes, scope, label }): ScopeRow => {
    const probabilities = choiceProbabilities(voteOptions(votes), first);
    return {
      features: scope.process(utterance, votes, probabilities, scopeLabel),
      outOfScope: label === scopeLabel || label < 0,
    };
  });
  return {
    vote: { first, pinyin: calibratePinyin(input, folds, known, first) },
    scope: trainScope(rows, settings.scope.false_rejection),
  };
}

/** Whether the corpus is small enough for the pinyin voter. */
export function usesPinyinVoter(settings: NluSettings, examples: number): boolean {
  return settings.pinyin_voter.enabled && examples <= settings.pinyin_voter.max_examples;
}

function trainPart(
  { prepared, labels, intents, settings, general }: CalibrationInput,
  part: readonly number[],
  scopeLabel: number,
): { voters: Voters; scope: ScopeFeatures } {
  const own = part.map((example) => prepared[example]!);
  const ownLabels = Int32Array.from(part, (example) => labels[example]!);
  const inScope = part.filter((example) => labels[example] !== scopeLabel);
  return {
    voters: Voters.train(own, ownLabels, intents.length, settings),
    scope: ScopeFeatures.train(
      inScope.map((example) => prepared[example]!.utterance),
      general,
    ),
  };
}

function ask(
  { voters, scope }: { voters: Voters; scope: ScopeFeatures },
  prepared: PreparedUtterance,
  label: number,
  fold: number,
): Held {
  return { prepared, votes: voters.process(prepared), scope, label, fold };
}

/** Utterances of intents that the model has not been shown stand for what customers ask beyond the corpus. */
function leaveIntentsOut(input: CalibrationInput): Held[] {
  const { prepared, labels, intents, settings } = input;
  const random = seededRandom(settings.seed);
  const groups = Int32Array.from(intents, () => Math.floor(random() * INTENT_GROUPS));
  const held: Held[] = [];
  for (let group = 0; group < INTENT_GROUPS; group++) {
    const kept: number[] = [];
    const left: number[] = [];
    labels.forEach((label, example) => (groups[label] === group ? left : kept).push(example));
    if (kept.length === 0 || left.length === 0) continue;
    const model = trainPart(input, kept, -1);
    for (const example of left) held.push(ask(model, prepared[example]!, -1, -1));
  }
  return held;
}

/** One fold is enough for two weights, and the network is slow to train. */
function calibratePinyin(
  { prepared, labels, intents, settings }: CalibrationInput,
  folds: Int32Array,
  known: readonly Held[],
  first: Float64Array,
): Float64Array | undefined {
  if (!usesPinyinVoter(settings, prepared.length)) return undefined;
  const { outside } = splitFold(folds, 0);
  const voter = NodeNlpVoter.train(
    outside.map((example) => prepared[example]!.utterance.compact),
    Int32Array.from(outside, (example) => labels[example]!),
    intents,
    settings.pinyin_voter.iterations,
  );
  const rows = known
    .filter(({ fold }) => fold === 0)
    .flatMap(({ prepared: { utterance }, votes, label }): ChoiceRow[] => {
      const probabilities = choiceProbabilities(voteOptions(votes), first);
      if (lead(probabilities) >= settings.pinyin_voter.margin) return [];
      const options = pinyinVoteOptions(probabilities, voter.process(utterance.compact));
      return [{ options, chosen: label, weight: 1 }];
    });
  return rows.length > 0 ? fitVotingWeights(rows, PINYIN_VOTE_WIDTH) : undefined;
}
