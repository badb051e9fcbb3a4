import type { Button } from '../../conversation/event';
import type { ScoredIntent } from '../../nlu/interpretation';
import { Answers } from '../answers';
import { bareWordOf } from '../bare-word';
import { Buttons } from '../buttons';
import { weighRequest } from '../conflict';
import type { DialogInput } from '../decision';
import { PRIORITY, type Policy, type PolicyParts, type Proposal } from '../proposal';
import { repeatsLast } from '../repeats-last';
import { candidatesOf, chatOf, INTENT, isOutOfScope, isUnderstood, requestsOf } from '../requests';

interface Doubt {
  confidence: number;
  priority: number;
  reason: string;
  candidates: Button[];
  intent?: ScoredIntent;
}

/** Asks "did you mean" where the NLU or the knowledge base is unsure, where they disagree, and for bare words. */
export class ClarifyPolicy implements Policy {
  private readonly answers: Answers;
  private readonly buttons: Buttons;

  constructor(private readonly parts: PolicyParts) {
    this.answers = new Answers(parts);
    this.buttons = new Buttons(parts);
  }

  propose(turn: DialogInput): Proposal | undefined {
    if (turn.choice) return undefined;
    const doubt = this.bareWord(turn) ?? this.conflict(turn) ?? this.unsure(turn);
    const buttons = this.buttons.offer(doubt?.candidates ?? []);
    if (!doubt || buttons.length === 0 || repeatsLast(turn.tracker, buttons)) return undefined;
    const { confidence, priority, reason, intent } = doubt;
    return {
      confidence,
      priority,
      outcome: 'clarify',
      reason,
      drafts: [{ say: 'utter_clarify', buttons }],
      ...(intent && { intent }),
    };
  }

  private bareWord({ utterance, interpretation }: DialogInput): Doubt | undefined {
    const bare = bareWordOf(utterance);
    const meanings = bare && this.parts.settings.bareWords.get(bare.word);
    if (!meanings || (bare.turned && isUnderstood(interpretation))) return undefined;
    return {
      confidence: 1,
      priority: PRIORITY.bareWord,
      reason: `只说了「${bare.word}」，含义太多`,
      candidates: meanings.map((name) => {
        const article = this.parts.knowledge.find(name);
        return article ? this.buttons.article(article) : this.buttons.intent(name);
      }),
    };
  }

  private conflict(turn: DialogInput): Doubt | undefined {
    const verdict = weighRequest(turn, this.answers, this.parts.settings);
    if (verdict?.by !== 'neither') return undefined;
    const { intent, hit } = verdict;
    const article = this.buttons.article({ id: hit.articleId, title: hit.title });
    const byIntent = this.buttons.intent(intent.name);
    return {
      confidence: Math.max(intent.confidence, hit.score),
      priority: PRIORITY.clarify,
      reason: `意图 ${intent.name} ${intent.confidence.toFixed(2)} 与知识《${hit.title}》${hit.score.toFixed(2)} 不一致`,
      candidates: hit.score > intent.confidence ? [article, byIntent] : [byIntent, article],
      intent,
    };
  }

  private unsure(turn: DialogInput): Doubt | undefined {
    const { interpretation, knowledge } = turn;
    if (knowledge.decision === 'answer' || isOutOfScope(interpretation) || this.isSettled(turn))
      return undefined;
    const intents = candidatesOf(interpretation);
    const top = knowledge.hits[0]?.score ?? 0;
    const hits = (knowledge.decision === 'ask' ? knowledge.hits : []).filter(
      ({ articleId, score }) =>
        score >= top * this.parts.settings.clarifyShare &&
        !intents.some(({ name }) => this.answers.isTagged(articleId, name)),
    );
    const named = intents.map(({ name, confidence }) => `${name} ${confidence.toFixed(2)}`);
    const titled = hits.map(({ title, score }) => `《${title}》${score.toFixed(2)}`);
    return {
      confidence: Math.max(intents[0]?.confidence ?? 0, hits[0]?.score ?? 0),
      priority: PRIORITY.clarify,
      reason: `拿不准：${[...named, ...titled].join('，')}`,
      candidates: [
        ...intents.map(({ name }) => this.buttons.intent(name)),
        ...hits.map(({ articleId, title }) => this.buttons.article({ id: articleId, title })),
      ],
      ...(intents[0] && { intent: intents[0] }),
    };
  }

  /** Understood and answerable, so that an unsure knowledge base does not matter. Bare values are not. */
  private isSettled({ interpretation, knowledge, now }: DialogInput): boolean {
    const chat = chatOf(interpretation);
    if (chat) return chat.name !== INTENT.inform;
    return requestsOf(interpretation).some(({ name }) => this.answers.forIntent(name, now, knowledge));
  }
}
