import { extractFeatures, type FeatureResources } from './features/feature-extractor';
import type { SparseVector } from './features/sparse-vector';
import type { Utterance } from './features/utterance';
import { Vectorizer } from './features/vectorizer';
import type { NluSettings } from './corpus/settings';
import { LinearClassifier } from './linear-classifier';
import type { ModelFiles } from './model-files';
import { NaiveBayes } from './naive-bayes';
import { NeighbourVoter, type Neighbour } from './neighbour-voter';

/** An utterance with its feature names: computed once, used by every fold. */
export interface PreparedUtterance {
  utterance: Utterance;
  names: readonly string[];
}

/** What the fast voters say of an utterance. */
export interface Votes {
  vector: SparseVector;
  /** The linear model's score of every intent. */
  linear: Float64Array;
  /** Naive Bayes' log likelihood of every intent. */
  bayes: Float64Array;
  /** Nearest first. */
  neighbours: Neighbour[];
}

/** Adds the feature names to an utterance. */
export function prepare(
  utterance: Utterance,
  settings: NluSettings,
  resources: FeatureResources,
): PreparedUtterance {
  return { utterance, names: extractFeatures(utterance, settings.features, resources) };
}

/** The vectorizer with the three voters that share its vectors; asked for every utterance. */
export class Voters {
  constructor(
    readonly vectorizer: Vectorizer,
    readonly linear: LinearClassifier,
    readonly bayes: NaiveBayes,
    readonly neighbours: NeighbourVoter,
  ) {}

  /** `labels[i]` is the class of `prepared[i]`, below `classCount`. */
  static train(
    prepared: readonly PreparedUtterance[],
    labels: Int32Array,
    classCount: number,
    settings: NluSettings,
    onClass?: () => void,
  ): Voters {
    const documents = prepared.map(({ names }) => names);
    const vectorizer = Vectorizer.train(documents, settings.features.min_count);
    const vectors = documents.map((names) => vectorizer.process(names));
    const { size } = vectorizer;
    const set = { vectors, labels, classCount, size };
    return new Voters(
      vectorizer,
      LinearClassifier.train(set, settings.classifier.cost, settings.seed, onClass),
      NaiveBayes.train(set),
      NeighbourVoter.train(vectors, labels, size, settings.neighbours.count),
    );
  }

  static load(files: ModelFiles, classCount: number, settings: NluSettings): Voters {
    return new Voters(
      Vectorizer.load(files),
      LinearClassifier.load(files, classCount),
      NaiveBayes.load(files, classCount),
      NeighbourVoter.load(files, settings.neighbours.count),
    );
  }

  save(): [string, Buffer][] {
    return [this.vectorizer, this.linear, this.bayes, this.neighbours].flatMap((part) => part.save());
  }

  process({ names }: PreparedUtterance): Votes {
    const vector = this.vectorizer.process(names);
    return {
      vector,
      linear: this.linear.process(vector),
      bayes: this.bayes.process(vector),
      neighbours: this.neighbours.process(vector),
    };
  }
}
