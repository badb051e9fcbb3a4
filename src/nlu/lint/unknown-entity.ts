import { isEntityType } from '../corpus/vocabulary';
import type { LintRule } from './finding';

/** An entity type that no extractor gives: a mistyped name, or a lookup table without effect. */
export const unknownEntity: LintRule = {
  name: 'unknown-entity',
  check({ examples, lookups }) {
    const named = [
      ...examples.flatMap(({ entities, source }) => entities.map(({ entity }) => ({ entity, source }))),
      ...lookups,
    ];
    return named
      .filter(({ entity }) => !isEntityType(entity))
      .map(({ entity, source }) => ({
        rule: this.name,
        severity: 'warning',
        message: `没有实体类型 ${entity}`,
        ...source,
      }));
  },
};
