import { assertNever } from '../../conversation/event';
import type { Answer } from '../answers';
import { Answers } from '../answers';
import { Buttons } from '../buttons';
import type { DialogInput } from '../decision';
import { PRIORITY, type Policy, type PolicyParts, type Proposal } from '../proposal';

/** Does what a button says. Buttons that lead to a person belong to the handoff policy. */
export class ChoicePolicy implements Policy {
  private readonly answers: Answers;
  private readonly buttons: Buttons;

  constructor(parts: PolicyParts) {
    this.answers = new Answers(parts);
    this.buttons = new Buttons(parts);
  }

  propose({ choice, now }: DialogInput): Proposal | undefined {
    if (!choice) return undefined;
    switch (choice.kind) {
      case 'intent': {
        const { intent } = choice;
        const answer = this.answers.forIntent(intent, now);
        return answer ? this.answer(answer, intent) : this.miss(`顾客选了 ${intent}，但没有可用的回答`);
      }
      case 'article': {
        const { articleId } = choice;
        const answer = this.answers.fromArticle(articleId, now);
        return answer
          ? this.answer(answer, this.answers.intentsOf(articleId)[0])
          : this.miss(`顾客选了知识 ${articleId}，但它已不存在`);
      }
      case 'none':
        return this.miss('顾客说都不是');
      case 'human':
        return undefined;
      default:
        return assertNever(choice);
    }
  }

  private answer({ draft, articleId, source }: Answer, intent: string | undefined): Proposal {
    return {
      confidence: 1,
      priority: PRIORITY.choice,
      outcome: 'answer',
      reason: `顾客选了${intent ? ` ${intent}` : ''}：${source}`,
      drafts: [draft],
      articleId,
      ...(intent && { intent: { name: intent, confidence: 1 } }),
    };
  }

  private miss(reason: string): Proposal {
    return {
      confidence: 1,
      priority: PRIORITY.choice,
      outcome: 'miss',
      reason,
      drafts: [{ say: 'utter_rephrase', buttons: [this.buttons.human] }],
    };
  }
}
