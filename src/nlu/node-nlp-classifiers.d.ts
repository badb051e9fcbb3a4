/** The part of node-nlp that is used: its perceptron network, without languages, recognisers and slot manager. */
declare module 'node-nlp/src/classifiers' {
  export interface NetworkJson {
    settings: Record<string, unknown>;
    features: string[];
    intents: string[];
    /** One row an intent: a weight for each feature and, last, the bias. */
    perceptrons: number[][];
  }

  export class NeuralNetwork {
    constructor(settings?: Record<string, unknown>);
    train(corpus: { input: Record<string, number>; output: Record<string, number> }[]): unknown;
    run(input: Record<string, number>): Record<string, number>;
    toJSON(): NetworkJson;
    fromJSON(json: NetworkJson): void;
  }
}
