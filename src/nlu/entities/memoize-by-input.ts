import type { RecognizerInput } from './recognizer';

/** Lets recognisers share a search: `find` runs once for each input, which is forgotten with it. */
export function memoizeByInput<T>(find: (input: RecognizerInput) => T): (input: RecognizerInput) => T {
  const results = new WeakMap<RecognizerInput, { result: T }>();
  return (input) => {
    const known = results.get(input) ?? { result: find(input) };
    results.set(input, known);
    return known.result;
  };
}
