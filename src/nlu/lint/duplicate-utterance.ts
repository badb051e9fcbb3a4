import { normalize } from '../../text/normalize';
import type { Source } from '../corpus/corpus';
import type { LintRule } from './finding';

/** The same words twice under one intent: only weight, no knowledge. */
export const duplicateUtterance: LintRule = {
  name: 'duplicate-utterance',
  check({ examples }) {
    const first = new Map<string, Source>();
    return examples.flatMap(({ text, intent, source }) => {
      const key = `${intent}\n${normalize(text).text}`;
      const earlier = first.get(key);
      if (!earlier) {
        first.set(key, source);
        return [];
      }
      const message = `与 ${earlier.file}:${earlier.line} 重复：${text}`;
      return [{ rule: this.name, severity: 'warning', message, ...source }];
    });
  },
};
