import { toSimplified } from './simplified';

/** Normalised text whose every unit knows where it came from. */
export interface NormalizedText {
  text: string;
  /**
   * `map[i]` is the offset in the original of normalised UTF-16 unit i; one entry more than the text has units,
   * the last being the original's length. Never decreasing.
   */
  map: Uint32Array;
}

/** A base character with its combining marks: the unit that NFKC may compose. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gsu;
const ASCII = /^[\x20-\x7e]$/;
const DROPPED =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Cc}\p{Cf}\p{Co}\uFE00-\uFE0F\u20E3\uFFFD]/gu;
/** ©, ® and ™ count as pictographs in Unicode, and NFKC spells ™ out; none carries a meaning here. */
const SPACE = /^[\s\u3164\u2800]+$/u;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;
const DIGIT = /^\p{N}$/u;
const HAN = /^\p{Script=Han}$/u;

/** How many equal characters in a row are kept: 哈哈哈哈 → 哈哈, ！！！ → ！, www stays, digits are never touched. */
function repeatsKept(character: string): number {
  if (DIGIT.test(character)) return Infinity;
  if (PUNCTUATION.test(character)) return 1;
  return HAN.test(character) ? 2 : 3;
}

/**
 * NFKC, lower case, traditional → simplified, one space for any white space, no emoji or control characters, and
 * long repetitions squeezed. Normalising twice changes nothing more.
 */
export function normalize(original: string): NormalizedText {
  const units: string[] = [];
  const origins: number[] = [];
  let run = 0;
  const push = (character: string, origin: number): void => {
    const last = units.at(-1);
    if (character === ' ' && (last === undefined || last === ' ')) return;
    run = character === last ? run + 1 : 1;
    if (run > 1 && run > repeatsKept(character)) return;
    units.push(character);
    origins.push(origin);
  };
  // First, and not at the end: two characters may become one and the same, and are then squeezed as such.
  for (const match of toSimplified(original).matchAll(CLUSTER)) {
    const cluster = match[0];
    if (ASCII.test(cluster)) {
      push(cluster.toLowerCase(), match.index);
      continue;
    }
    if (SPACE.test(cluster)) {
      push(' ', match.index);
      continue;
    }
    for (const character of charactersOf(cluster)) push(character, match.index);
  }
  while (units.at(-1) === ' ') {
    units.pop();
    origins.pop();
  }
  return { text: units.join(''), map: unitMap(units, origins, original.length) };
}

/** Few clusters make up nearly every text: what becomes of each is worked out once. */
const known = new Map<string, readonly string[]>();
const MAX_KNOWN = 20_000;

function charactersOf(cluster: string): readonly string[] {
  const before = known.get(cluster);
  if (before) return before;
  const kept = cluster.replace(DROPPED, '').normalize('NFKC').toLowerCase().normalize('NFKC');
  const characters = Array.from(toSimplified(kept.replace(DROPPED, '')), (character) =>
    SPACE.test(character) ? ' ' : character,
  );
  // A base with hundreds of marks is nobody's habit, and would only fill the memory.
  if (known.size < MAX_KNOWN && cluster.length <= 4) known.set(cluster, characters);
  return characters;
}

function unitMap(characters: string[], origins: number[], originalLength: number): Uint32Array {
  const map: number[] = [];
  characters.forEach((character, index) => {
    for (let unit = 0; unit < character.length; unit++) map.push(origins[index]!);
  });
  map.push(originalLength);
  return Uint32Array.from(map);
}
