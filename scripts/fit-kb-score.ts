/**
 * Fits the weights of `src/kb/score.ts` and reports what they achieve. Run: `npx tsx scripts/fit-kb-score.ts`.
 *
 * Every question of every article is held out once and searched in the knowledge base without it; the article it was
 * taken from is the right one. Every fourth question is also searched while it is there, since customers tap and
 * retype the wordings they are shown. Half of the out-of-scope utterances of `corpus/intents` are searched too (no
 * article is right); the other half measures wrong answers. The NLU's intents are imitated by naive Bayes over the
 * intent corpus without the utterances that are questions of articles. First a conditional logit ranks the candidates
 * of a search, then a logistic model turns the best into a probability; both once with intents and once without. The
 * held-out report is of weights fitted to the other half of the articles, the constants are fitted to all.
 */
import type { SearchContext } from '../src/kb/answer';
import type { Article } from '../src/kb/article';
import { readArticles } from '../src/kb/article-folder';
import { KnowledgeBase, type Evidence } from '../src/kb/knowledge-base';
import {
  decide,
  preferencesOf,
  scoreOf,
  sharesOf,
  type RankWeights,
  type ScoreWeights,
  type Weights,
} from '../src/kb/score';
import { Tokenizer } from '../src/kb/tokenizer';
import { readCorpus } from '../src/nlu/corpus-reader';
import { segmenterWords } from '../src/nlu/corpus/vocabulary';
import { normalize } from '../src/text/normalize';
import { NodejiebaSegmenter } from '../src/text/segmenter';

const SCORED = 5;
const NOW = Date.parse('2026-11-20T04:00:00Z');
const RANKED_BY = ['literal', 'title', 'coverage', 'answer', 'relative', 'prior'] as const;
const SCORED_BY = ['literal', 'prior', 'share'] as const;

interface Utterance {
  text: string;
  intent: string;
}

/** One search: its best candidates, and which is right, if any. */
interface Trial {
  text: string;
  right: string | undefined;
  /** Whether the question was held out; else the article still has it. */
  held: boolean;
  candidates: Evidence[];
}

const corpus = readCorpus('corpus');
const segmenter = new NodejiebaSegmenter(segmenterWords(corpus));
const segment = (text: string) => segmenter.cut(text);
const normalizeText = (text: string) => normalize(text).text;
const tokenizer = new Tokenizer(segment, normalizeText);

/** Naive Bayes over words and bigrams: a stand-in for the NLU, about as often wrong. */
class IntentGuesser {
  private readonly counts = new Map<string, Map<string, number>>();
  private readonly totals = new Map<string, number>();
  private readonly vocabulary = new Set<string>();

  constructor(utterances: readonly Utterance[]) {
    for (const { text, intent } of utterances) {
      const counts = this.counts.get(intent) ?? new Map<string, number>();
      this.counts.set(intent, counts);
      for (const term of termsOf(text)) {
        counts.set(term, (counts.get(term) ?? 0) + 1);
        this.totals.set(intent, (this.totals.get(intent) ?? 0) + 1);
        this.vocabulary.add(term);
      }
    }
  }

  guess(text: string): SearchContext['intents'] {
    const terms = termsOf(text);
    const scores = [...this.counts].map(([name, counts]) => {
      const total = (this.totals.get(name) ?? 0) + 0.2 * this.vocabulary.size;
      const sum = terms.reduce((all, term) => all + Math.log(((counts.get(term) ?? 0) + 0.2) / total), 0);
      // Terms overlap, so their evidence is softened.
      return { name, score: sum / Math.sqrt(Math.max(1, terms.length)) };
    });
    const top = Math.max(...scores.map(({ score }) => score));
    const sum = scores.reduce((all, { score }) => all + Math.exp(score - top), 0);
    return scores
      .map(({ name, score }) => ({ name, confidence: Math.exp(score - top) / sum }))
      .toSorted((a, b) => b.confidence - a.confidence)
      .slice(0, 5);
  }
}

/** Text without case, spaces and punctuation, to tell whether two wordings are the same. */
function bareText(text: string): string {
  return normalizeText(text).replace(/[^\p{L}\p{N}]/gu, '');
}

function termsOf(text: string): string[] {
  return tokenizer.tokenize(text).flatMap(({ kind, term }) => (kind === 'sound' ? [] : [term]));
}

/** Newton's method with a ridge and short steps; `accumulate` adds the gradient and the curvature at the weights. */
function newton(
  size: number,
  accumulate: (weights: number[], gradient: number[], curvature: number[][]) => void,
): number[] {
  let weights = Array.from({ length: size }, () => 0);
  for (let round = 0; round < 40; round++) {
    const gradient = weights.map((weight) => -weight);
    const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? 1 : 0)));
    accumulate(weights, gradient, curvature);
    const step = solve(curvature, gradient);
    const scale = Math.min(1, 2 / Math.max(...step.map(Math.abs)));
    weights = weights.map((weight, i) => weight + scale * step[i]!);
  }
  return weights.map((weight) => Number(weight.toFixed(2)));
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function fitRank(trials: readonly Trial[]): RankWeights {
  // Each group ends with the choice of nothing, which has no feature but its own.
  const nothing = [...RANKED_BY.map(() => 0), 1];
  const groups = trials.flatMap(({ right, candidates }) => {
    const index = right === undefined ? candidates.length : candidates.findIndex(({ id }) => id === right);
    const rows = candidates.map(({ features }) => [...RANKED_BY.map((name) => features[name]), 0]);
    return index < 0 ? [] : [{ index, rows: [...rows, nothing] }];
  });
  const fitted = newton(nothing.length, (weights, gradient, curvature) => {
    for (const { index, rows } of groups) {
      const shares = sharesOf(
        rows.map((row) => dot(row, weights)),
        -Infinity,
      );
      const mean = weights.map((_, i) => rows.reduce((sum, row, r) => sum + shares[r]! * row[i]!, 0));
      weights.forEach((_, i) => {
        gradient[i]! += rows[index]![i]! - mean[i]!;
        weights.forEach((__, j) => {
          const product = rows.reduce((sum, row, r) => sum + shares[r]! * row[i]! * row[j]!, 0);
          curvature[i]![j]! += product - mean[i]! * mean[j]!;
        });
      });
    }
  });
  return Object.fromEntries([...RANKED_BY, 'nothing'].map((name, i) => [name, fitted[i]!])) as RankWeights;
}

function fitScore(trials: readonly Trial[], rank: RankWeights): ScoreWeights {
  const rows = trials.flatMap((trial) =>
    rankedBy(trial, rank)
      .slice(0, SCORED)
      .map(({ id, features, share }) => ({
        x: [1, features.literal, features.prior, share],
        y: id === trial.right ? 1 : 0,
      })),
  );
  const [bias, ...fitted] = newton(SCORED_BY.length + 1, (weights, gradient, curvature) => {
    for (const { x, y } of rows) {
      const p = 1 / (1 + Math.exp(-dot(x, weights)));
      x.forEach((value, i) => {
        gradient[i]! += (y - p) * value;
        x.forEach((other, j) => (curvature[i]![j]! += p * (1 - p) * value * other));
      });
    }
  });
  return {
    bias: bias!,
    ...Object.fromEntries(SCORED_BY.map((name, i) => [name, fitted[i]!])),
  } as ScoreWeights;
}

function fit(trials: readonly Trial[]): Weights {
  const rank = fitRank(trials);
  return { rank, score: fitScore(trials, rank) };
}

function rankedBy({ candidates }: Trial, rank: RankWeights) {
  const shares = sharesOf(preferencesOf(candidates, rank), rank.nothing);
  return candidates
    .map((candidate, i) => ({ ...candidate, share: shares[i]! }))
    .toSorted((a, b) => b.share - a.share);
}

/** Gaussian elimination of a positive definite system. */
function solve(matrix: number[][], values: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, values[i]!]);
  const size = rows.length;
  for (let i = 0; i < size; i++) {
    for (let k = i + 1; k < size; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!;
      for (let j = i; j <= size; j++) rows[k]![j]! -= factor * rows[i]![j]!;
    }
  }
  const result = Array.from({ length: size }, () => 0);
  for (let i = size - 1; i >= 0; i--) {
    const known = result.reduce((sum, value, j) => (j > i ? sum + value * rows[i]![j]! : sum), 0);
    result[i] = (rows[i]![size]! - known) / rows[i]![i]!;
  }
  return result;
}

interface Outcome {
  text: string;
  /** Place of the right article, -1 where it is not among the candidates. */
  place: number;
  score: number;
  decision: 'answer' | 'ask' | 'none';
}

function outcomeOf(trial: Trial, weights: Weights): Outcome {
  const ranked = rankedBy(trial, weights.rank).map(({ id, features, share }) => {
    return { id, features, share, score: scoreOf(features, share, weights.score) };
  });
  return {
    text: trial.text,
    place: ranked.findIndex(({ id }) => id === trial.right),
    score: ranked[0]?.score ?? 0,
    decision: decide(
      ranked[0],
      ranked[1]?.score,
      ranked.reduce((sum, { share }) => sum + share, 0),
    ),
  };
}

function describe(outcomes: readonly Outcome[]) {
  const share = (of: readonly Outcome[], test: (outcome: Outcome) => boolean) =>
    of.length === 0 ? 0 : Number((of.filter(test).length / of.length).toFixed(3));
  const answered = outcomes.filter(({ decision }) => decision === 'answer');
  const bins = Array.from({ length: 10 }, (_, bin) =>
    outcomes.filter(({ score }) => Math.floor(score * 10) === bin),
  );
  return {
    searches: outcomes.length,
    first: share(outcomes, ({ place }) => place === 0),
    firstFive: share(outcomes, ({ place }) => place >= 0 && place < 5),
    answer: share(outcomes, ({ decision }) => decision === 'answer'),
    answeredRight: share(answered, ({ place }) => place === 0),
    ask: share(outcomes, ({ decision }) => decision === 'ask'),
    none: share(outcomes, ({ decision }) => decision === 'none'),
    // Share that is right where the best score lies in 0-0.1, 0.1-0.2, …, and how many these are.
    calibration: bins.map((bin) => `${share(bin, ({ place }) => place === 0)}/${bin.length}`).join(' '),
  };
}

function searches(
  base: KnowledgeBase,
  articles: readonly Article[],
  guesser: IntentGuesser | undefined,
): Trial[][] {
  const search = (text: string, right: string | undefined, held: boolean): Trial => {
    const evidence = base.evidence(text, { intents: guesser?.guess(text) ?? [], now: NOW });
    return {
      text,
      right,
      held,
      candidates: evidence,
    };
  };
  const halves: Trial[][] = [[], []];
  articles.forEach((article, at) => {
    article.questions.forEach((question, i) => {
      if (i % 4 === 0) halves[at % 2]!.push(search(question, article.id, false));
      base.put({ ...article, questions: article.questions.filter((other) => other !== question) });
      halves[at % 2]!.push(search(question, article.id, true));
      base.put(article);
    });
  });
  return halves;
}

function main(): void {
  const articles = readArticles('corpus/kb');
  const synonyms = corpus.synonyms.map(({ canonical, aliases }) => [canonical, ...aliases]);
  const base = new KnowledgeBase({ articles, segment, normalize: normalizeText, synonyms });
  const utterances: Utterance[] = corpus.examples;
  const foreign = utterances.filter(({ intent }) => intent === 'out_of_scope');
  // An utterance that is also an article's question would tell the guesser the answer of a held-out search.
  const asked = new Set(articles.flatMap(({ questions }) => questions.map(bareText)));
  const known = utterances.filter(
    ({ text, intent }) => intent !== 'out_of_scope' && !asked.has(bareText(text)),
  );
  const foreignHalves = [0, 1].map((half) => foreign.filter((_, i) => i % 2 === half));
  const guessers = [1, 0].map((other) => new IntentGuesser([...known, ...foreignHalves[other]!]));

  for (const name of ['ALONE', 'WITH_INTENTS']) {
    const withIntents = name === 'WITH_INTENTS';
    const halves = searches(base, articles, withIntents ? guessers[0] : undefined);
    const foreignTrials = foreignHalves.map((half, i) =>
      half.map(({ text }): Trial => {
        const intents = withIntents ? guessers[i]!.guess(text) : [];
        return {
          text,
          right: undefined,
          held: true,
          candidates: base.evidence(text, { intents, now: NOW }),
        };
      }),
    );
    const outcomes = halves.flatMap((half, i) => {
      const weights = fit([...halves[1 - i]!, ...foreignTrials[0]!]);
      return half.map((trial) => ({ trial, outcome: outcomeOf(trial, weights) }));
    });
    const weights = fit([...halves.flat(), ...foreignTrials[0]!]);
    const foreignOutcomes = foreignTrials[1]!.map((trial) => outcomeOf(trial, weights));
    const lines = {
      weights,
      heldOut: describe(outcomes.filter(({ trial }) => trial.held).map(({ outcome }) => outcome)),
      literal: describe(outcomes.filter(({ trial }) => !trial.held).map(({ outcome }) => outcome)),
      outOfScope: describe(foreignOutcomes),
      outOfScopeAnswered: foreignOutcomes.flatMap(({ decision, text }) =>
        decision === 'answer' ? [text] : [],
      ),
    };
    process.stdout.write(`${name} ${JSON.stringify(lines, null, 1)}\n`);
  }
}

main();
