import type { Segmenter } from '../text/segmenter';
import { decide } from './decision';
import { readUtterance, type Repair } from './features/utterance';
import type { FeatureResources } from './features/feature-extractor';
import type { Entity, Interpretation, ScoredIntent } from './interpretation';
import { featureResources, type NluModel } from './model';
import { NegationReader, type NegationResult } from './negation';
import { explain } from './explanation';
import { scopeScore } from './scope-classifier';
import { findSecondIntent, splitClauses, type ClauseReading } from './second-intent';
import { vote, type VoteWeights } from './vote';
import { prepare, type PreparedUtterance, type Votes } from './voters';

/** How many intents `intent_ranking` lists. */
const RANKING = 10;
/** Of a very long message only so many clauses are looked at for a second request. */
const MAX_CLAUSES = 6;

/** Finds the entities of a text; offsets in the text as given. */
export type EntityFinder = (text: string, now: number, timeZone: string) => Entity[];

/** An utterance after the classifiers, calibration and the out-of-scope score. */
export interface Classified extends PreparedUtterance {
  votes: Votes;
  /** Of every intent, by its number. */
  probabilities: Float64Array;
  best: ScoredIntent;
  outOfScope: boolean;
  outOfScopeScore: number;
}

/** The trained model at work: one message in, one interpretation out. Pure computing, nothing is awaited. */
export class Pipeline {
  private readonly resources: FeatureResources;
  private readonly weights: VoteWeights;
  private readonly negation: NegationReader;
  private readonly repair: Repair;

  constructor(
    private readonly model: NluModel,
    private readonly segmenter: Segmenter,
    private readonly findEntities: EntityFinder,
  ) {
    const { description } = model;
    this.repair = (text) => model.homophones.process(text);
    this.resources = featureResources(description);
    this.weights = {
      first: Float64Array.from(description.vote.first),
      ...(description.vote.pinyin && { pinyin: Float64Array.from(description.vote.pinyin) }),
    };
    this.negation = new NegationReader(description.settings.negation, new Set(description.intents));
  }

  /** `now` in milliseconds; relative dates are reckoned in `timeZone`. */
  process(text: string, now: number, timeZone: string): Interpretation {
    const { settings, intents } = this.model.description;
    const whole = this.classify(text);
    const negation = this.negation.process(whole.utterance.text);
    const { meant, why } = this.applyNegation(whole, negation);
    const second = this.secondIntent(meant);
    const { first, ranking } = withSecond(meant.best, rank(intents, meant.probabilities), second);
    const { decision, alternatives, reason } = decide(ranking, meant.outOfScope, settings);
    const entities = this.findEntities(text, now, timeZone);
    return {
      text,
      intent: first,
      intent_ranking: ranking.slice(0, RANKING),
      entities,
      intents: second ?? [first],
      outOfScope: meant.outOfScope,
      outOfScopeScore: meant.outOfScopeScore,
      alternatives,
      decision,
      why: [
        ...why,
        ...(second ? ['两个分句各有所问'] : []),
        ...explain(this.model, this.resources.synonyms, meant),
        ...(reason ? [reason] : []),
      ],
    };
  }

  /** Steps 1 to 7: normalise, put homophones right, segment, features, classifiers, calibration, out of scope. */
  classify(text: string): Classified {
    const { model } = this;
    const { settings, intents, scope } = model.description;
    const utterance = readUtterance(text, this.segmenter, this.repair);
    const prepared = prepare(utterance, settings, this.resources);
    const votes = model.voters.process(prepared);
    const askPinyin = model.pinyin && (() => model.pinyin!.process(utterance.compact));
    const probabilities = vote(votes, this.weights, settings.pinyin_voter.margin, askPinyin);
    const scopeLabel = intents.indexOf(settings.scope.intent);
    const known = votes.vector.ids.length > 0;
    const outOfScopeScore = known
      ? scopeScore(model.scope.process(utterance, votes, probabilities, scopeLabel), scope)
      : 1;
    const label = highest(probabilities);
    const best = { name: intents[label]!, confidence: probabilities[label]! };
    const surelyOutside = label === scopeLabel && best.confidence >= settings.decision.answer;
    const outOfScope = outOfScopeScore >= scope.threshold || surelyOutside;
    return { ...prepared, votes, probabilities, best, outOfScope, outOfScopeScore };
  }

  /** Step 8: what is refused does not count; what is meant instead does. */
  private applyNegation(whole: Classified, negation: NegationResult): { meant: Classified; why: string[] } {
    if (negation.kind === 'none') return { meant: whole, why: [] };
    if (negation.kind === 'contrast') {
      const why = [`不是「${negation.refused}」，而是「${negation.meant}」`];
      return { meant: this.classify(negation.meant), why };
    }
    const why = [`「${negation.refused}」被否定`];
    const rest = negation.rest === '' ? undefined : this.classify(negation.rest);
    const { answer } = this.model.description.settings.decision;
    const meant =
      rest && !rest.outOfScope && rest.best.confidence >= answer
        ? rest
        : this.refusal(whole, negation.becomes);
    return { meant, why };
  }

  private refusal(whole: Classified, becomes: string): Classified {
    const { intents } = this.model.description;
    const probabilities = Float64Array.from(intents, (intent) => (intent === becomes ? 1 : 0));
    return {
      ...whole,
      probabilities,
      best: { name: becomes, confidence: 1 },
      outOfScope: false,
      outOfScopeScore: 0,
    };
  }

  /** Step 9: two clauses that ask for different things. */
  private secondIntent(whole: Classified): [ScoredIntent, ScoredIntent] | undefined {
    const clauses = splitClauses(whole.utterance.text);
    if (clauses.length < 2) return undefined;
    const readings = clauses.slice(0, MAX_CLAUSES).map((clause): ClauseReading => {
      const { best, outOfScope } = this.classify(clause);
      return { ...best, outOfScope };
    });
    return findSecondIntent(whole.best, readings, this.model.description.settings.second_intent);
  }
}

/** The first request leads the ranking; where two were asked, the second may not count as its rival. */
function withSecond(
  best: ScoredIntent,
  ranking: ScoredIntent[],
  second: [ScoredIntent, ScoredIntent] | undefined,
): { first: ScoredIntent; ranking: ScoredIntent[] } {
  if (!second) return { first: best, ranking };
  const [first, other] = second;
  return {
    first,
    ranking: [first, ...ranking.filter(({ name }) => name !== first.name && name !== other.name)],
  };
}

function highest(probabilities: Float64Array): number {
  let best = 0;
  for (let label = 1; label < probabilities.length; label++) {
    if (probabilities[label]! > probabilities[best]!) best = label;
  }
  return best;
}

function rank(intents: readonly string[], probabilities: Float64Array): ScoredIntent[] {
  return intents
    .map((name, label) => ({ name, confidence: probabilities[label]! }))
    .toSorted((a, b) => b.confidence - a.confidence);
}
