import { Buttons } from '../buttons';
import type { DialogInput } from '../decision';
import { PRIORITY, type Policy, type PolicyParts, type Proposal } from '../proposal';
import { isOutOfScope } from '../requests';

/** Admits that the bot cannot help, with a person one tap away. Always proposes something. */
export class FallbackPolicy implements Policy {
  private readonly buttons: Buttons;

  constructor(parts: PolicyParts) {
    this.buttons = new Buttons(parts);
  }

  propose({ interpretation }: DialogInput): Proposal {
    const { intent, outOfScopeScore } = interpretation;
    const priority = PRIORITY.fallback;
    const buttons = [this.buttons.human];
    if (isOutOfScope(interpretation)) {
      return {
        confidence: outOfScopeScore,
        priority,
        outcome: 'outOfScope',
        reason: `不属于业务范围 ${outOfScopeScore.toFixed(2)}`,
        drafts: [{ say: 'utter_out_of_scope', buttons }],
      };
    }
    return {
      confidence: 0,
      priority,
      outcome: 'miss',
      reason: `没听懂，最像 ${intent.name} ${intent.confidence.toFixed(2)}`,
      drafts: [{ say: 'utter_miss', buttons }],
    };
  }
}
