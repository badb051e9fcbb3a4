import type { DialogDecision, DialogInput } from '../dialog/decision';
import { DialogManager } from '../dialog/dialog-manager';
import type { Responses } from '../dialog/responses';
import type { DialogSettings } from '../dialog/settings';
import type { KnowledgeResult, SearchContext } from '../kb/answer';
import type { KnowledgeBase } from '../kb/knowledge-base';
import type { Interpretation } from '../nlu/interpretation';
import type { Nlu } from '../nlu/nlu';
import type { Brain } from './brain';

export interface BrainParts {
  nlu: Nlu;
  knowledge: KnowledgeBase;
  responses: Responses;
  settings: DialogSettings;
}

/**
 * The brain of a running server. Its parts are replaced as a whole; a turn thinks without a pause, so none is ever
 * half old and half new.
 */
export class LiveBrain implements Brain {
  private dialog: DialogManager;

  constructor(
    private parts: BrainParts,
    private readonly timeZone: string,
  ) {
    this.dialog = this.buildDialog();
  }

  get modelId(): string {
    return this.parts.nlu.modelId;
  }

  get nlu(): Nlu {
    return this.parts.nlu;
  }

  get knowledge(): KnowledgeBase {
    return this.parts.knowledge;
  }

  /** Takes new parts; what is not given stays. */
  replace(parts: Partial<BrainParts>): void {
    this.parts = { ...this.parts, ...parts };
    this.dialog = this.buildDialog();
  }

  parse(text: string, now: number): Interpretation {
    return this.parts.nlu.parse(text, { now, timeZone: this.timeZone });
  }

  title(intent: string): string {
    return this.parts.nlu.title(intent);
  }

  search(question: string, context: SearchContext): KnowledgeResult {
    return this.parts.knowledge.search(question, context);
  }

  /** What the knowledge base says to a question, with the intents that the NLU hears in it. */
  answerTo(question: string, now: number): KnowledgeResult {
    return this.search(question, { intents: this.parse(question, now).intent_ranking.slice(0, 3), now });
  }

  decide(input: DialogInput): DialogDecision {
    return this.dialog.decide(input);
  }

  text(name: string, variables?: Record<string, string | number>, pick?: number): string {
    return this.parts.responses.text(name, variables, pick);
  }

  private buildDialog(): DialogManager {
    const { knowledge, responses, settings } = this.parts;
    return new DialogManager({ knowledge, responses, settings, title: (intent) => this.title(intent) });
  }
}
