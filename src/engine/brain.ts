import type { DialogDecision, DialogInput } from '../dialog/decision';
import type { KnowledgeResult, SearchContext } from '../kb/answer';
import type { Interpretation } from '../nlu/interpretation';

/** What understands and decides: the parts that an editor's work replaces while the server runs. */
export interface Brain {
  readonly modelId: string;
  parse(text: string, now: number): Interpretation;
  search(question: string, context: SearchContext): KnowledgeResult;
  decide(input: DialogInput): DialogDecision;
  /** An intent in the editors' words. */
  title(intent: string): string;
  /** A fixed response by name, with `{…}` filled in. `pick` chooses the variant. */
  text(name: string, variables?: Record<string, string | number>, pick?: number): string;
}
