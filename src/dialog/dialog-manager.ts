import type { BotContent } from '../conversation/event';
import type { ArticleSource } from './article-source';
import type { DialogDecision, DialogInput } from './decision';
import { choose } from './ensemble';
import { AnswerPolicy } from './policies/answer-policy';
import { ChoicePolicy } from './policies/choice-policy';
import { ClarifyPolicy } from './policies/clarify-policy';
import { ContextPolicy } from './policies/context-policy';
import { EmptyPolicy } from './policies/empty-policy';
import { FallbackPolicy } from './policies/fallback-policy';
import { FollowUpPolicy } from './policies/follow-up-policy';
import { HandoffPolicy } from './policies/handoff-policy';
import { SmalltalkPolicy } from './policies/smalltalk-policy';
import type { Draft, Policy, PolicyParts } from './proposal';
import { resolveChoice } from './resolve-choice';
import type { Responses } from './responses';
import type { DialogSettings } from './settings';

/** What the dialog is made of. A knowledge base fits `knowledge` as it is. */
export interface DialogParts {
  responses: Responses;
  knowledge: ArticleSource;
  /** The customer's name for an intent, for buttons. */
  title: (intent: string) => string;
  settings: DialogSettings;
}

/** Slot that remembers the last wording (`name#variant`), so that it is not said twice in a row. */
const SAID = 'last_response';

/** Decides what the bot does in a turn. Pure: the same input gives the same decision. */
export class DialogManager {
  private readonly responses: Responses;
  private readonly handoff: HandoffPolicy;
  private readonly policies: readonly Policy[];

  constructor({ responses, knowledge, title, settings }: DialogParts) {
    const parts: PolicyParts = { knowledge, title, settings, says: (name) => responses.has(name) };
    this.responses = responses;
    this.handoff = new HandoffPolicy(parts);
    this.policies = [
      this.handoff,
      new ChoicePolicy(parts),
      new EmptyPolicy(),
      new ContextPolicy(parts),
      new AnswerPolicy(parts),
      new SmalltalkPolicy(parts),
      new ClarifyPolicy(parts),
      new FollowUpPolicy(parts),
      new FallbackPolicy(parts),
    ];
  }

  decide(input: DialogInput): DialogDecision {
    const turn = { ...input, choice: resolveChoice(input) };
    const best = choose(this.policies, turn);
    const { outcome, reason, drafts, intent, articleId, handoff } =
      (best.outcome === 'miss' ? this.handoff.afterMisses(turn, best) : undefined) ?? best;
    const { messages, said } = this.word(drafts, input);
    const options = messages.flatMap(({ buttons }) => buttons ?? []);
    return {
      outcome,
      reason,
      messages,
      entities: input.interpretation.entities.map(({ entity, value }) => ({ entity, value: String(value) })),
      ...(options.length > 0 && { options }),
      ...(intent && { intent: intent.name, confidence: intent.confidence }),
      ...(articleId && { articleId }),
      ...(handoff && { handoff }),
      ...(said && { slots: { [SAID]: said } }),
    };
  }

  private word(
    drafts: readonly Draft[],
    { tracker }: DialogInput,
  ): { messages: BotContent[]; said?: string } {
    let said: string | undefined;
    const messages = drafts.map((draft): BotContent => {
      if (draft.say === undefined) return draft;
      const { say, ...content } = draft;
      const [name, last] = String(said ?? tracker.slots[SAID] ?? '').split('#');
      const variant = this.responses.variant(say, tracker.lastSeq, name === say ? Number(last) : undefined);
      if (this.responses.count(say) > 1) said = `${say}#${variant}`;
      return { text: this.responses.text(say, {}, variant), ...content };
    });
    return { messages, said };
  }
}
