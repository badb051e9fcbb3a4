import type { Source } from '../corpus/corpus';
import type { LintRule } from './finding';

const MIN_UTTERANCES = 10;

/** An intent that is hardly shown is hardly learnt. */
export const tooFewUtterances: LintRule = {
  name: 'too-few-utterances',
  check({ examples }) {
    const intents = new Map<string, { count: number; source: Source }>();
    for (const { intent, source } of examples) {
      const entry = intents.get(intent) ?? { count: 0, source };
      entry.count++;
      intents.set(intent, entry);
    }
    return [...intents]
      .filter(([, { count }]) => count < MIN_UTTERANCES)
      .map(([intent, { count, source }]) => ({
        rule: this.name,
        severity: 'warning',
        message: `意图 ${intent} 只有 ${count} 句例句，至少要 ${MIN_UTTERANCES} 句`,
        ...source,
      }));
  },
};
