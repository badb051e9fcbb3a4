import type { Corpus } from '../corpus/corpus';
import { brokenAnnotation } from './broken-annotation';
import { conflictingUtterance } from './conflicting-utterance';
import { duplicateUtterance } from './duplicate-utterance';
import type { Finding, LintRule } from './finding';
import { tooFewUtterances } from './too-few-utterances';
import { unknownEntity } from './unknown-entity';

/** Every rule; a new one is a file beside these and a line here. */
export const LINT_RULES: readonly LintRule[] = [
  brokenAnnotation,
  conflictingUtterance,
  duplicateUtterance,
  tooFewUtterances,
  unknownEntity,
];

/** What all rules find, by file and line. */
export function lintCorpus(corpus: Corpus): Finding[] {
  return LINT_RULES.flatMap((rule) => rule.check(corpus)).toSorted(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line,
  );
}
