import { assertNever, type TurnOutcome } from '../../conversation/event';
import { Buttons, HUMAN } from '../buttons';
import type { DialogInput } from '../decision';
import { refusesPerson } from '../person';
import { PRIORITY, type Draft, type Policy, type PolicyParts, type Proposal } from '../proposal';
import { chatOf, INTENT } from '../requests';

/** A no that finds fault with the answer, unlike one that only declines (不用了). */
const REJECTS = /不是|不对|错|没用|不行|没说到|答非/;

/** Understands a bare yes or no by the turn before: after an answer, and after a clarification with several options. */
export class ContextPolicy implements Policy {
  private readonly buttons: Buttons;

  constructor(parts: PolicyParts) {
    this.buttons = new Buttons(parts);
  }

  propose(turn: DialogInput): Proposal | undefined {
    const { lastTurn } = turn.tracker;
    const said = chatOf(turn.interpretation);
    if (turn.choice || !lastTurn || !said || refusesPerson(turn.utterance)) return undefined;
    if (said.name !== INTENT.affirm && said.name !== INTENT.deny) return undefined;
    const yes = said.name === INTENT.affirm;
    const propose = (outcome: TurnOutcome, reason: string, draft: Draft): Proposal => ({
      confidence: 1,
      priority: PRIORITY.context,
      outcome,
      reason,
      drafts: [draft],
      intent: said,
    });
    switch (lastTurn.outcome) {
      case 'answer':
        if (yes) return propose('smalltalk', '顾客认可了回答', { say: 'utter_affirm_answer' });
        return REJECTS.test(turn.utterance)
          ? propose('miss', '顾客说回答不对', { say: 'utter_rephrase', buttons: [this.buttons.human] })
          : propose('smalltalk', '顾客在回答之后谢绝', {
              say: 'utter_deny_answer',
              buttons: [this.buttons.human],
            });
      case 'clarify':
        // Asked to choose once more, with a way out; the way out among the options tells that it has been done.
        if (!yes || lastTurn.options.some(({ payload }) => payload === HUMAN)) return undefined;
        return propose('clarify', '顾客说是，但有几个选项', {
          say: 'utter_choose_one',
          buttons: [...lastTurn.options, this.buttons.human],
        });
      case 'miss':
        // Still not what was meant: the second miss in a row, and not a wish for nothing.
        return !yes && REJECTS.test(turn.utterance)
          ? propose('miss', '顾客说还是不对', { say: 'utter_rephrase', buttons: [this.buttons.human] })
          : undefined;
      case 'smalltalk':
      case 'outOfScope':
      case 'handoff':
        return undefined;
      default:
        return assertNever(lastTurn.outcome);
    }
  }
}
