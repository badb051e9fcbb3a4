import { seededRandom, shuffle } from './random';

/** Gives each example a fold from 0 to `count - 1`, spreading every class evenly. The same seed, the same folds. */
export function stratifiedFolds(labels: Int32Array, count: number, seed: number): Int32Array {
  const folds = new Int32Array(labels.length);
  const order = Int32Array.from(labels, (_, i) => i);
  shuffle(order, order.length, seededRandom(seed));
  const next = new Map<number, number>();
  for (const example of order) {
    const label = labels[example]!;
    // Classes begin at different folds, else the first fold would get the odd example of each.
    const fold = next.get(label) ?? label % count;
    folds[example] = fold;
    next.set(label, (fold + 1) % count);
  }
  return folds;
}

/** The numbers of the examples inside and outside a fold. */
export function splitFold(folds: Int32Array, fold: number): { inside: number[]; outside: number[] } {
  const inside: number[] = [];
  const outside: number[] = [];
  folds.forEach((other, example) => (other === fold ? inside : outside).push(example));
  return { inside, outside };
}
