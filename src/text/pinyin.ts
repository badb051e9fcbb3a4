import { pinyin } from 'pinyin-pro';

/** Initials and finals that many speakers and input methods do not tell apart. */
const MERGES: readonly [RegExp, string][] = [
  [/^zh/, 'z'],
  [/^ch/, 'c'],
  [/^sh/, 's'],
  [/^n(?=[aeiouv])/, 'l'],
  [/(?<=[aei])ng$/, 'n'],
];

/** Syllables without tones, one per Han character; runs of other characters stay as they are. */
export function toSyllables(text: string): string[] {
  return pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
    .map((syllable) => syllable.trim())
    .filter((syllable) => syllable !== '');
}

/** Merges what southern speakers confuse: zh/z, ch/c, sh/s, n/l, ang/an, eng/en, ing/in. */
export function toFuzzySyllable(syllable: string): string {
  return MERGES.reduce((merged, [pattern, replacement]) => merged.replace(pattern, replacement), syllable);
}
