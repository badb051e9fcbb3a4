import { normalize } from '../../text/normalize';
import type { Example } from '../corpus/corpus';
import type { LintRule } from './finding';

/** The same words under two intents: no model can be right on both. */
export const conflictingUtterance: LintRule = {
  name: 'conflicting-utterance',
  check({ examples }) {
    const first = new Map<string, Example>();
    return examples.flatMap((example) => {
      const { text, intent, source } = example;
      const key = normalize(text).text;
      const earlier = first.get(key);
      if (!earlier) first.set(key, example);
      if (!earlier || earlier.intent === intent) return [];
      const message = `「${text}」在 ${earlier.source.file}:${earlier.source.line} 是 ${earlier.intent}，这里是 ${intent}`;
      return [{ rule: this.name, severity: 'error', message, ...source }];
    });
  },
};
