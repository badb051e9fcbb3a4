import type { Choice } from '../conversation/choice';
import type { BotContent, Button, HandoffReason, TurnOutcome } from '../conversation/event';
import type { Tracker } from '../conversation/tracker';
import type { KnowledgeResult } from '../kb/answer';
import type { Interpretation } from '../nlu/interpretation';

/** All that a turn is decided on. */
export interface DialogInput {
  /** What the customer has said since the last turn, joined to one text. */
  utterance: string;
  /** A tapped button. What is typed (2, 第二个, a label) is resolved by the dialog itself. */
  choice?: Choice;
  tracker: Tracker;
  interpretation: Interpretation;
  knowledge: KnowledgeResult;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What the bot does in a turn. */
export interface DialogDecision {
  outcome: TurnOutcome;
  /** Why, readable for the staff. */
  reason: string;
  messages: BotContent[];
  /** The buttons under the messages, in order, so that the next turn can resolve an ordinal. */
  options?: Button[];
  /** What was understood; absent when nothing was. */
  intent?: string;
  confidence?: number;
  entities: { entity: string; value: string }[];
  articleId?: string;
  /** Set when the conversation goes to a person. */
  handoff?: HandoffReason;
  slots?: Record<string, string | number | boolean | null>;
}
