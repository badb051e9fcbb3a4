/** One piece of a number; `some` is 几, 多 or 余 inside it. */
export type Token =
  | { kind: 'arabic'; start: number; end: number; value: number; plain: boolean }
  | { kind: 'digit'; start: number; end: number; value: number }
  | { kind: 'unit'; start: number; end: number; value: number }
  | { kind: 'some'; start: number; end: number }
  | { kind: 'point'; start: number; end: number };

const DIGITS = new Map(Array.from('零一二三四五六七八九', (character, value) => [character, value]));
for (const [aliases, value] of [
  ['〇', 0],
  ['壹幺', 1],
  ['两贰俩', 2],
  ['叁', 3],
  ['肆', 4],
  ['伍', 5],
  ['陆', 6],
  ['柒', 7],
  ['捌', 8],
  ['玖', 9],
] as const) {
  for (const alias of aliases) DIGITS.set(alias, value);
}

/** The powers of ten that Chinese names. */
export const UNITS = new Map([
  ['十', 10],
  ['拾', 10],
  ['百', 100],
  ['佰', 100],
  ['千', 1000],
  ['仟', 1000],
  ['万', 1e4],
  ['亿', 1e8],
]);

const ARABIC = /\d+(?:,\d{3}(?!\d))*(?:\.\d+)?/y;
const THOUSAND = /k(?![a-z\d])/y;

/** The value of one Chinese digit, if `character` is one (幺 is 1). */
export function chineseDigit(character: string): number | undefined {
  return DIGITS.get(character);
}

/** Where the sticky `pattern` ends when it matches at `at`, else `at`. */
export function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** The piece of a number that begins at `start`. */
export function tokenAt(text: string, start: number): Token | undefined {
  const character = text[start] ?? '';
  if (character >= '0' && character <= '9') {
    const end = endOf(ARABIC, text, start);
    const written = text.slice(start, end).replaceAll(',', '');
    const scaled = endOf(THOUSAND, text, end);
    const value = Number(written) * (scaled > end ? 1000 : 1);
    return { kind: 'arabic', start, end: scaled, value, plain: scaled === end && /^\d+$/.test(written) };
  }
  const end = start + 1;
  const digit = DIGITS.get(character);
  if (digit !== undefined) return { kind: 'digit', start, end, value: digit };
  const unit = UNITS.get(character);
  if (unit !== undefined) return { kind: 'unit', start, end, value: unit };
  if (character === '几') return { kind: 'some', start, end };
  if (character === '点') return { kind: 'point', start, end };
  if ((character === '多' || character === '余') && /^[ ]{0,4}[万亿]/.test(text.slice(end, end + 5))) {
    return { kind: 'some', start, end };
  }
  return undefined;
}
