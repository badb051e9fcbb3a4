import { parseChoice } from '../conversation/choice';
import type { ArticleRef, Button } from '../conversation/event';
import type { PolicyParts } from './proposal';
import { INTENT } from './requests';

/** Payload of the button that refuses all others. */
export const NONE = '/none';
/** Payload of the button that asks for a person. */
export const HUMAN = '/human';

/** Makes the buttons of the dialog. */
export class Buttons {
  constructor(private readonly parts: Pick<PolicyParts, 'title' | 'settings'>) {}

  get human(): Button {
    return { label: this.parts.settings.humanLabel, payload: HUMAN };
  }

  get none(): Button {
    return { label: this.parts.settings.noneLabel, payload: NONE };
  }

  /** The button that asks for an intent; a person has a payload of its own. */
  intent(intent: string): Button {
    if (intent === INTENT.human) return this.human;
    return { label: this.parts.title(intent), payload: `/intent ${intent}` };
  }

  article({ id, title }: ArticleRef): Button {
    return { label: title, payload: `/article ${id}` };
  }

  /** The first few buttons that can be tapped and told apart, and 都不是 behind them; empty for none. */
  offer(candidates: readonly Button[]): Button[] {
    const chosen: Button[] = [];
    for (const button of candidates) {
      if (chosen.length === this.parts.settings.clarifyOptions) break;
      // An id of foreign letters has no payload that could come back.
      if (!parseChoice(button.payload)) continue;
      if (chosen.some(({ label, payload }) => label === button.label || payload === button.payload)) continue;
      chosen.push(button);
    }
    return chosen.length > 0 ? [...chosen, this.none] : [];
  }
}
