import type { DialogInput } from '../decision';
import { plainUtterance } from '../plain-utterance';
import { PRIORITY, type Policy, type Proposal } from '../proposal';

/** Answers emoji, punctuation and nothing at all; no miss, since nothing was asked. */
export class EmptyPolicy implements Policy {
  propose({ choice, utterance }: DialogInput): Proposal | undefined {
    if (choice || plainUtterance(utterance) !== '') return undefined;
    return {
      confidence: 1,
      priority: PRIORITY.empty,
      outcome: 'smalltalk',
      reason: '没有文字，只有表情、标点或空白',
      drafts: [{ say: 'utter_empty' }],
    };
  }
}
