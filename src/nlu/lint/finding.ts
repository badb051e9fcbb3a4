import type { Corpus, Source } from '../corpus/corpus';

/** Something a writer should look at. An `error` makes a worse model than none; a `warning` is advice. */
export interface Finding extends Source {
  rule: string;
  severity: 'error' | 'warning';
  message: string;
}

/** One rule of the corpus lint: pure, over a corpus that could be read. */
export interface LintRule {
  name: string;
  check(corpus: Corpus): Finding[];
}
