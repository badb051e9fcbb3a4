import { assertNever } from '../../conversation/event';
import type { Hit } from '../../kb/answer';
import type { ScoredIntent } from '../../nlu/interpretation';
import { Answers } from '../answers';
import { weighRequest } from '../conflict';
import type { DialogInput } from '../decision';
import { PRIORITY, type Policy, type PolicyParts, type Proposal } from '../proposal';
import { INTENT, requestsOf } from '../requests';

/** Requests that are answered in one turn. */
const MAX_ANSWERS = 2;

/** Answers what is understood: by the intent, by the knowledge base, or by both. */
export class AnswerPolicy implements Policy {
  private readonly answers: Answers;

  constructor(private readonly parts: PolicyParts) {
    this.answers = new Answers(parts);
  }

  propose(turn: DialogInput): Proposal | undefined {
    if (turn.choice) return undefined;
    if (requestsOf(turn.interpretation).length > 1) return this.several(turn);
    const verdict = weighRequest(turn, this.answers, this.parts.settings);
    if (!verdict) return this.byKnowledge(turn);
    switch (verdict.by) {
      case 'intent':
        return this.byIntent(turn, verdict.intent);
      case 'article':
        return this.byHit(turn, verdict.hit);
      case 'neither':
        return undefined;
      default:
        return assertNever(verdict);
    }
  }

  private byIntent({ knowledge, now }: DialogInput, intent: ScoredIntent): Proposal | undefined {
    const answer = this.answers.forIntent(intent.name, now, knowledge);
    if (!answer) return undefined;
    const hit = knowledge.hits.find(({ articleId }) => articleId === answer.articleId);
    const agreed =
      hit && knowledge.decision === 'answer' ? Math.max(intent.confidence, hit.score) : intent.confidence;
    return {
      confidence: agreed,
      priority: PRIORITY.answer,
      outcome: 'answer',
      reason: `意图 ${described(intent)}，${answer.source}${hit ? ` ${hit.score.toFixed(2)}` : ''}`,
      drafts: [answer.draft],
      intent,
      articleId: answer.articleId,
    };
  }

  private byKnowledge(turn: DialogInput): Proposal | undefined {
    const { knowledge, interpretation } = turn;
    // Words of a refused thing are also in its article: 不要彩铃 must not praise 彩铃.
    const refused = interpretation.decision === 'answer' && interpretation.intent.name === INTENT.deny;
    const [hit] = knowledge.hits;
    return hit && knowledge.decision === 'answer' && !refused ? this.byHit(turn, hit) : undefined;
  }

  private byHit({ interpretation, now }: DialogInput, hit: Hit): Proposal | undefined {
    const answer = this.answers.fromHit(hit, now);
    if (!answer) return undefined;
    const tags = this.answers.intentsOf(hit.articleId);
    const name = interpretation.intent_ranking.find((ranked) => tags.includes(ranked.name))?.name ?? tags[0];
    return {
      confidence: hit.score,
      priority: PRIORITY.answer,
      outcome: 'answer',
      reason: [`${answer.source} ${hit.score.toFixed(2)}`, ...hit.why].join('；'),
      drafts: [answer.draft],
      ...(name && { intent: { name, confidence: hit.score } }),
      articleId: answer.articleId,
    };
  }

  private several({ interpretation, knowledge, now }: DialogInput): Proposal | undefined {
    const found = requestsOf(interpretation)
      .slice(0, MAX_ANSWERS)
      .flatMap((intent) => {
        const answer = this.answers.forIntent(intent.name, now, knowledge);
        return answer ? [{ intent, answer }] : [];
      })
      .filter(
        ({ answer }, at, all) => all.findIndex((other) => other.answer.source === answer.source) === at,
      );
    const [first] = found;
    if (!first) return undefined;
    return {
      confidence: Math.max(...found.map(({ intent }) => intent.confidence)),
      priority: PRIORITY.answer,
      outcome: 'answer',
      reason: found.map(({ intent, answer }) => `意图 ${described(intent)}，${answer.source}`).join('；'),
      drafts: found.map(({ answer }) => answer.draft),
      intent: first.intent,
      articleId: first.answer.articleId,
    };
  }
}

function described({ name, confidence }: ScoredIntent): string {
  return `${name} ${confidence.toFixed(2)}`;
}
