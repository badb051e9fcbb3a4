import type { BotContent, HandoffReason, TurnOutcome } from '../conversation/event';
import type { ScoredIntent } from '../nlu/interpretation';
import type { ArticleSource } from './article-source';
import type { DialogInput } from './decision';
import type { DialogSettings } from './settings';

/** A bubble before its wording is chosen: a response by name (`say`), or text taken from an article. */
export type Draft = (Omit<BotContent, 'text'> & { say: string }) | (BotContent & { say?: undefined });

/** What a policy would do in this turn. */
export interface Proposal {
  /** 0-1, on the scale of intents and hits; 1 where a rule has fired. */
  confidence: number;
  /** Breaks ties, higher first. */
  priority: number;
  outcome: TurnOutcome;
  reason: string;
  drafts: Draft[];
  intent?: ScoredIntent;
  articleId?: string;
  handoff?: HandoffReason;
}

/** One reason to act. A policy sees the whole turn and may decline. */
export interface Policy {
  propose(turn: DialogInput): Proposal | undefined;
}

/** What policies are made of. */
export interface PolicyParts {
  knowledge: ArticleSource;
  /** The customer's name for an intent, for buttons. */
  title: (intent: string) => string;
  /** Whether there is a response of this name. */
  says: (name: string) => boolean;
  settings: DialogSettings;
}

/** Which rule goes first where several have fired: what the customer has tapped or asked for beats what we guess. */
export const PRIORITY = {
  handoff: 80,
  choice: 70,
  empty: 60,
  context: 50,
  bareWord: 40,
  answer: 30,
  smalltalk: 20,
  clarify: 10,
  followUp: 5,
  fallback: 0,
} as const;
