import { choiceProbabilities } from './conditional-logit';
import type { Votes } from './voters';

/** Features of an intent in the vote: linear score, naive Bayes, likeness of its nearest utterance, share among neighbours. */
export const VOTE_WIDTH = 4;
/** Features of an intent in the second vote: log probability of the first vote, pinyin voter's share. */
export const PINYIN_VOTE_WIDTH = 2;

/** The options of the first vote, one per intent, for the conditional logit. */
export function voteOptions(votes: Pick<Votes, 'linear' | 'bayes' | 'neighbours'>): Float64Array {
  const options = new Float64Array(votes.linear.length * VOTE_WIDTH);
  for (let intent = 0; intent < votes.linear.length; intent++) {
    options[intent * VOTE_WIDTH] = votes.linear[intent]!;
    options[intent * VOTE_WIDTH + 1] = votes.bayes[intent]!;
  }
  const total = votes.neighbours.reduce((sum, { similarity }) => sum + similarity, 0);
  for (const { label, similarity } of votes.neighbours) {
    const nearest = label * VOTE_WIDTH + 2;
    if (similarity > options[nearest]!) options[nearest] = similarity;
    options[label * VOTE_WIDTH + 3]! += similarity / total;
  }
  return options;
}

/** The options of the second vote. */
export function pinyinVoteOptions(probabilities: Float64Array, pinyin: Float64Array): Float64Array {
  const options = new Float64Array(probabilities.length * PINYIN_VOTE_WIDTH);
  for (let intent = 0; intent < probabilities.length; intent++) {
    options[intent * PINYIN_VOTE_WIDTH] = Math.log(Math.max(probabilities[intent]!, 1e-9));
    options[intent * PINYIN_VOTE_WIDTH + 1] = pinyin[intent]!;
  }
  return options;
}

/** The weights that calibration learns; the temperature is part of them. */
export interface VoteWeights {
  first: Float64Array;
  /** Absent where the corpus trains without the pinyin voter. */
  pinyin?: Float64Array;
}

/**
 * Calibrated probability of every intent. `askPinyin` is called only where the two best are closer than `margin`,
 * so that the slow voter is asked where its vote can change the decision.
 */
export function vote(
  votes: Votes,
  weights: VoteWeights,
  margin: number,
  askPinyin: (() => Float64Array) | undefined,
): Float64Array {
  const probabilities = choiceProbabilities(voteOptions(votes), weights.first);
  if (!weights.pinyin || !askPinyin || lead(probabilities) >= margin) return probabilities;
  return choiceProbabilities(pinyinVoteOptions(probabilities, askPinyin()), weights.pinyin);
}

/** How far the best is ahead of the second. */
export function lead(probabilities: Float64Array): number {
  let best = 0;
  let second = 0;
  for (const probability of probabilities) {
    if (probability > best) {
      second = best;
      best = probability;
    } else if (probability > second) second = probability;
  }
  return best - second;
}
