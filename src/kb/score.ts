import type { KnowledgeResult } from './answer';

/** What speaks for an article, each 0-1. */
export interface Features {
  /** Fourth power of the likeness to the nearest wording: near 1 only for nearly the same words. */
  literal: number;
  /** Likeness of the question and the title. */
  title: number;
  /** Share of the question's meaning found in the article, and in its answer alone. */
  coverage: number;
  answer: number;
  /** BM25 as a share of the best article's. */
  relative: number;
  /** Confidence of the NLU in an intent of the article. */
  prior: number;
}

/**
 * Weights of the ranking: a conditional logit over the candidates of one question and the choice that none is right,
 * which is preferred by `nothing`. Without that choice a lone weak candidate would have the whole share.
 */
export type RankWeights = Record<keyof Features | 'nothing', number>;

/** Weights of the score; `share` is the article's part of the ranking's probability among the candidates. */
export interface ScoreWeights {
  bias: number;
  literal: number;
  prior: number;
  share: number;
}

/** Both stages, for a search with or without the NLU's intents. */
export interface Weights {
  rank: RankWeights;
  score: ScoreWeights;
}

/*
 * Fitted by scripts/fit-kb-score.ts, which tells how, to 230 articles with 1,358 questions and 202 out-of-scope
 * utterances. Held-out questions whose own article came first: 54 % without intents, 67 % with those of a simple
 * classifier (in the first five 85 % and 94 %). Of 202 other out-of-scope utterances 4 % and 5 % are answered.
 * Fit anew when the tokenizer, a feature or a good part of the articles changes.
 */

/** For a search without intents. */
export const ALONE: Weights = {
  rank: { literal: 1.89, title: 4.86, coverage: 5.14, answer: 2.28, relative: 2.58, prior: 0, nothing: 5.46 },
  score: { bias: -3.13, literal: 1.12, prior: 0, share: 5.5 },
};

/** For a search with the NLU's intents. */
export const WITH_INTENTS: Weights = {
  rank: {
    literal: 2.9,
    title: 3.12,
    coverage: 4.47,
    answer: 2.36,
    relative: 1.03,
    prior: 6.89,
    nothing: 5.55,
  },
  score: { bias: -3.4, literal: 1.21, prior: 0.47, share: 5.69 },
};

/** From here on the best article is given as the answer. */
export const ANSWER_FROM = 0.65;
/** From here on an article is worth a "did you mean". */
export const ASK_FROM = 0.25;
/** A best article with less than this share of lead over the second is not given alone. */
export const CLOSE = 0.1;
/** From this share of all candidates on, some article is surely right, though it is not known which. */
export const SURELY_OURS = 0.9;
/** Coverage below which many weak candidates are only many: 今天 in 今天天气怎么样. */
const MOSTLY_KNOWN = 0.6;
/** Likeness from which a question is a wording of the article. */
const LITERAL = 0.95 ** 4;

/**
 * How far an article without any text but its title falls behind the best of its kind: by its words alone, since
 * coverage and the rest only say the same again. Measured on a bank's questions.
 */
const BARE = { literal: 1.5, relative: 6 };

/** An article to be ranked; `bare` when it says no more than its title. */
export interface Candidate {
  features: Features;
  bare: boolean;
}

/** How strongly each article is preferred, in log odds, in the same order. */
export function preferencesOf(candidates: readonly Candidate[], weights: RankWeights): number[] {
  const bare = candidates.filter((candidate) => candidate.bare).map(({ features }) => features);
  // The best of the bare ones is preferred as any article with its features would be.
  const level = Math.max(...bare.map((features) => ownPreference(features, weights)));
  const mostLiteral = Math.max(...bare.map(({ literal }) => literal));
  const mostRelative = Math.max(...bare.map(({ relative }) => relative));
  return candidates.map((candidate) => {
    const { features } = candidate;
    const own = candidate.bare
      ? level -
        BARE.literal * (mostLiteral - features.literal) -
        BARE.relative * (mostRelative - features.relative)
      : ownPreference(features, weights);
    return own + weights.prior * features.prior;
  });
}

/** By the words alone, without the intents. */
function ownPreference(features: Features, weights: RankWeights): number {
  return (
    weights.literal * features.literal +
    weights.title * features.title +
    weights.coverage * features.coverage +
    weights.answer * features.answer +
    weights.relative * features.relative
  );
}

/** Preferences → shares in the same order; with the share of `nothing` they sum to 1. */
export function sharesOf(preferences: readonly number[], nothing: number): number[] {
  const top = Math.max(nothing, ...preferences);
  const odds = preferences.map((preference) => Math.exp(preference - top));
  const sum = odds.reduce((all, value) => all + value, Math.exp(nothing - top));
  return odds.map((value) => value / sum);
}

/** Probability that an article answers the question, 0-1. */
export function scoreOf(features: Features, share: number, weights: ScoreWeights): number {
  const logit =
    weights.bias +
    weights.literal * features.literal +
    weights.prior * features.prior +
    weights.share * share;
  return 1 / (1 + Math.exp(-logit));
}

/**
 * What the best article's score, the second's, and `found`, the share of all candidates together, allow. A wording of
 * the article itself is never asked about; a subject of many articles, as 流量 alone, always is.
 */
export function decide(
  first: { score: number; features: Features } | undefined,
  second = 0,
  found = 0,
): KnowledgeResult['decision'] {
  if (!first) return 'none';
  if (first.score < ASK_FROM) {
    return found >= SURELY_OURS && first.features.coverage >= MOSTLY_KNOWN ? 'ask' : 'none';
  }
  if (first.features.literal >= LITERAL && first.score >= ANSWER_FROM) return 'answer';
  return first.score >= ANSWER_FROM && first.score - second >= CLOSE ? 'answer' : 'ask';
}
