import type { Interpretation } from '../../nlu/interpretation';
import { Buttons } from '../buttons';
import type { DialogInput } from '../decision';
import { refusesPerson } from '../person';
import { PRIORITY, type Policy, type PolicyParts, type Proposal } from '../proposal';
import { candidatesOf, chatOf, INTENT, isChat, isOutOfScope } from '../requests';

/** Small talk after which a person may be welcome. */
const TOWARDS_PERSON: readonly string[] = [INTENT.abuse, INTENT.repeat, INTENT.identity];

/** Unsure of the kind of small talk, but this sure that it is some. */
const UNSURE_FROM = 0.5;

/** Answers small talk by its response, unless there is content beside it. */
export class SmalltalkPolicy implements Policy {
  private readonly buttons: Buttons;

  constructor(private readonly parts: PolicyParts) {
    this.buttons = new Buttons(parts);
  }

  propose(turn: DialogInput): Proposal | undefined {
    const { interpretation, knowledge } = turn;
    const { intent } = interpretation;
    // Unsure, but only between kinds of small talk.
    const unsure =
      interpretation.decision === 'ask' &&
      !isOutOfScope(interpretation) &&
      candidatesOf(interpretation).length === 0 &&
      chatShare(interpretation) >= UNSURE_FROM;
    if (turn.choice || !isChat(intent.name) || !(unsure || chatOf(interpretation))) return undefined;
    const say = `utter_${intent.name}`;
    if (!this.parts.says(say)) return undefined;
    if (intent.name === INTENT.greet && knowledge.decision === 'answer') return undefined;
    if (intent.name === INTENT.inform && knowledge.decision !== 'none') return undefined;
    const offersPerson = TOWARDS_PERSON.includes(intent.name) && !refusesPerson(turn.utterance);
    return {
      confidence: intent.confidence,
      priority: PRIORITY.smalltalk,
      outcome: 'smalltalk',
      reason: `意图 ${intent.name} ${intent.confidence.toFixed(2)}`,
      drafts: [{ say, ...(offersPerson && { buttons: [this.buttons.human] }) }],
      intent,
    };
  }
}

function chatShare({ alternatives }: Interpretation): number {
  return alternatives.reduce((sum, { name, confidence }) => sum + (isChat(name) ? confidence : 0), 0);
}
