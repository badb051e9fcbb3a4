import type { AnnotatedEntity } from '../corpus/corpus';
import type { LintRule } from './finding';

/** Offsets that lie outside the utterance, are empty, or do not cut out the words written beside them. */
export const brokenAnnotation: LintRule = {
  name: 'broken-annotation',
  check({ examples }) {
    return examples.flatMap(({ text, entities, source }) =>
      entities
        .filter((entity) => !fits(text, entity))
        .map(({ entity, start, end }) => ({
          rule: this.name,
          severity: 'error' as const,
          message: `${entity} 的位置 ${start}-${end} 与「${text}」不符`,
          ...source,
        })),
    );
  },
};

function fits(text: string, { start, end, text: words }: AnnotatedEntity): boolean {
  return start < end && end <= text.length && (words === undefined || text.slice(start, end) === words);
}
