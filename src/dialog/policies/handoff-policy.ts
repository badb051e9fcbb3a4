import type { HandoffReason } from '../../conversation/event';
import { assertNever } from '../../conversation/event';
import type { ScoredIntent } from '../../nlu/interpretation';
import type { DialogInput } from '../decision';
import { refusesPerson } from '../person';
import { plainUtterance } from '../plain-utterance';
import { PRIORITY, type Policy, type PolicyParts, type Proposal } from '../proposal';
import { INTENT, requestsOf } from '../requests';

interface Cause {
  handoff: Exclude<HandoffReason, 'misses'>;
  why: string;
}

/** Gives the conversation to a person: asked for, on a complaint, or after too many misses. */
export class HandoffPolicy implements Policy {
  private readonly phrases: ReadonlySet<string>;

  constructor(private readonly parts: PolicyParts) {
    this.phrases = new Set(parts.settings.humanPhrases.map(plainUtterance));
  }

  propose(turn: DialogInput): Proposal | undefined {
    const cause = turn.choice ? this.chosen(turn.choice) : this.said(turn);
    if (!cause) return undefined;
    return {
      confidence: 1,
      priority: PRIORITY.handoff,
      outcome: 'handoff',
      handoff: cause.handoff,
      reason: cause.why,
      drafts: [{ say: cause.handoff === 'complaint' ? 'utter_handoff_complaint' : 'utter_handoff_asked' }],
      intent: topicOf(turn, cause),
    };
  }

  /** What a miss becomes when it is one too many; undefined while the bot may go on trying. */
  afterMisses(turn: DialogInput, miss: Proposal): Proposal | undefined {
    const misses = turn.tracker.misses + 1;
    if (misses < this.parts.settings.missesToHandoff || refusesPerson(turn.utterance)) return undefined;
    const notUnderstood = miss.drafts.some(({ say }) => say === 'utter_miss');
    return {
      ...miss,
      priority: PRIORITY.handoff,
      outcome: 'handoff',
      handoff: 'misses',
      reason: `连续 ${misses} 次没有答上，转人工；${miss.reason}`,
      // Nothing was understood just now: the turns before say more.
      intent: undefined,
      drafts: [{ say: notUnderstood ? 'utter_miss_again' : 'utter_handoff_miss' }],
    };
  }

  private chosen(choice: NonNullable<DialogInput['choice']>): Cause | undefined {
    switch (choice.kind) {
      case 'human':
        return { handoff: 'asked', why: '顾客点了转人工' };
      case 'intent':
        if (choice.intent === INTENT.human) return { handoff: 'asked', why: '顾客选了人工服务' };
        if (choice.intent === INTENT.complaint) return { handoff: 'complaint', why: '顾客选了投诉' };
        return undefined;
      case 'article':
      case 'none':
        return undefined;
      default:
        return assertNever(choice);
    }
  }

  private said({ utterance, interpretation }: DialogInput): Cause | undefined {
    if (this.phrases.has(plainUtterance(utterance))) return { handoff: 'asked', why: '顾客直接说了转人工' };
    const requests = requestsOf(interpretation);
    const human = requests.find(({ name }) => name === INTENT.human);
    if (human) return { handoff: 'asked', why: `要找人工 ${human.confidence.toFixed(2)}` };
    const complaint = requests.find(({ name }) => name === INTENT.complaint);
    if (!complaint || complaint.confidence < this.parts.settings.complaintConfidence) return undefined;
    return { handoff: 'complaint', why: `投诉 ${complaint.confidence.toFixed(2)}` };
  }
}

/** What the person will be asked about: a second request beside the wish for a person says more than the wish. */
function topicOf(turn: DialogInput, { handoff }: Cause): ScoredIntent {
  const name = handoff === 'complaint' ? INTENT.complaint : INTENT.human;
  const requests = turn.choice ? [] : requestsOf(turn.interpretation);
  const wish = requests.find((request) => request.name === name) ?? { name, confidence: 1 };
  return requests.find((request) => request.name !== name) ?? wish;
}
