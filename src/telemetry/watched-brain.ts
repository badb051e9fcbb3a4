import type { Brain } from '../engine/brain';
import { inSpan, type Spans } from '../trace';
import type { Metrics } from './metrics';

/** A brain whose thinking is timed; what it thinks about is told to nobody. */
export function watchBrain(brain: Brain, metrics: Metrics, spans: Spans): Brain {
  const timed = <A extends unknown[], R>(step: 'nlu' | 'kb' | 'dialog', think: (...args: A) => R) => {
    const seconds = metrics.thinking.labels(step);
    return (...args: A): R =>
      inSpan(spans, step, () => {
        const start = performance.now();
        try {
          return think(...args);
        } finally {
          seconds.observe((performance.now() - start) / 1000);
        }
      });
  };
  return {
    get modelId() {
      return brain.modelId;
    },
    parse: timed('nlu', (text, now) => brain.parse(text, now)),
    search: timed('kb', (question, context) => brain.search(question, context)),
    decide: timed('dialog', (input) => brain.decide(input)),
    title: (intent) => brain.title(intent),
    text: (name, variables, pick) => brain.text(name, variables, pick),
  };
}
