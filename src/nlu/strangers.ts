import { seededRandom } from './random';

const SHORTEST = 2;
const LONGEST = 6;

/**
 * Sentences of words that have nothing to do with each other or with the corpus, drawn from general Chinese: the
 * common ones more often. They teach the out-of-scope score what a foreign vocabulary looks like.
 */
export function makeStrangers(
  frequencies: ReadonlyMap<string, number>,
  count: number,
  seed: number,
): string[] {
  const random = seededRandom(seed);
  const words = [...frequencies.keys()].filter((word) => /^\p{Script=Han}+$/u.test(word));
  const cumulative = new Float64Array(words.length);
  let total = 0;
  // The square root flattens the frequencies, else most words drawn would be particles.
  words.forEach((word, i) => {
    cumulative[i] = total += Math.sqrt(frequencies.get(word)!);
  });
  const draw = (): string => {
    const target = random() * total;
    let low = 0;
    let high = words.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! < target) low = middle + 1;
      else high = middle;
    }
    return words[low] ?? '';
  };
  return Array.from({ length: count }, () => {
    const length = SHORTEST + Math.floor(random() * (LONGEST - SHORTEST + 1));
    return Array.from({ length }, draw).join('');
  });
}
