import { NeuralNetwork, type NetworkJson } from 'node-nlp/src/classifiers';
import { z } from 'zod';
import { toFuzzySyllable, toSyllables } from '../text/pinyin';
import { getJson, toJson, type Component, type ModelFiles } from './model-files';

const FILE = 'pinyin-voter.json';
/** Four decimals change no vote and make the file a third as large. */
const PRECISION = 1e4;

const NETWORK = z.object({
  settings: z.record(z.string(), z.unknown()),
  features: z.array(z.string()),
  intents: z.array(z.string()),
  perceptrons: z.array(z.array(z.number())),
});

/**
 * node-nlp as the pinyin voter: its perceptron network over syllables without tones, so that homophones and the
 * merged sounds of southern speakers are forgiven. Alone it lets strangers in; it only breaks near ties.
 * The network is fed directly: node-nlp's own Chinese tokenizer would cut the text by a second dictionary.
 */
export class NodeNlpVoter implements Component<string, Float64Array> {
  readonly name = 'pinyin';

  private constructor(
    private readonly network: NeuralNetwork,
    private readonly intents: readonly string[],
  ) {}

  /** `texts` are normalised utterances; `labels` index `intents`. Takes seconds: only for a training process. */
  static train(
    texts: readonly string[],
    labels: Int32Array,
    intents: readonly string[],
    iterations: number,
  ): NodeNlpVoter {
    const network = new NeuralNetwork({ iterations, log: false });
    network.train(
      texts.map((text, i) => ({ input: syllableFeatures(text), output: { [intents[labels[i]!]!]: 1 } })),
    );
    return new NodeNlpVoter(network, intents);
  }

  static load(files: ModelFiles, intents: readonly string[]): NodeNlpVoter {
    const network = new NeuralNetwork();
    network.fromJSON(getJson<NetworkJson>(files, FILE, NETWORK));
    return new NodeNlpVoter(network, intents);
  }

  save(): [string, Buffer][] {
    const json = this.network.toJSON();
    const perceptrons = json.perceptrons.map((row) =>
      row.map((weight) => Math.round(weight * PRECISION) / PRECISION),
    );
    return [[FILE, toJson({ ...json, perceptrons })]];
  }

  /** The share of each intent in the network's activations for a normalised text; all zero where it knows nothing. */
  process(text: string): Float64Array {
    const outputs = this.network.run(syllableFeatures(text));
    const scores = Float64Array.from(this.intents, (intent) => Math.max(0, outputs[intent] ?? 0));
    const total = scores.reduce((sum, score) => sum + score, 0);
    return total > 0 ? scores.map((score) => score / total) : scores;
  }
}

/** Single syllables only: pairs would make training five times as long, and the linear model has them. */
function syllableFeatures(text: string): Record<string, number> {
  const features: Record<string, number> = {};
  for (const syllable of toSyllables(text.replace(/\d/g, '0'))) features[toFuzzySyllable(syllable)] = 1;
  return features;
}
