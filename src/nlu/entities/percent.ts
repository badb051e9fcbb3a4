import type { Numeral } from './chinese-number';
import type { Recognition, Recognizer } from './recognizer';

const UNIT =
  /(?:(%)|(个? ?百 ?分 ?点)|(折(?!扣|叠|算|腾|合))|(成(?!功|为|员|年|本|立|了|都|人|分|交|绩|长|果)))/y;
const OUT_OF = /([百千万佰仟]) ?分 ?之 ?$/;
const DENOMINATORS: Record<string, number> = { 百: 100, 佰: 100, 千: 1000, 仟: 1000, 万: 10_000 };
const MINUS = /(?:负|(?<![a-z\d])-) ?$/;

/** Shares: 百分之八十, 5.5%, 八折 (80), 三成 (30), 千分之一 (0.1), 打对折 (50). The value is in percent. */
export const percent: Recognizer = ({ text, numerals }) => {
  const found: Recognition[] = [];
  const add = (start: number, end: number, value: number, confidence: number): void => {
    if (Number.isFinite(value))
      found.push({ entity: 'percent', start, end, value: Number(value.toPrecision(12)), confidence });
  };
  for (const match of text.matchAll(/打对折/g)) add(match.index + 1, match.index + 3, 50, 0.9);
  for (const match of text.matchAll(/百分之百/g)) add(match.index, match.index + 4, 100, 1);
  for (const numeral of numerals) {
    const before = text.slice(Math.max(0, numeral.start - 6), numeral.start);
    const outOf = OUT_OF.exec(before);
    if (outOf && !/[零一二两三四五六七八九十百千万\d]$/.test(before.slice(0, outOf.index))) {
      add(numeral.start - outOf[0].length, numeral.end, (numeral.value * 100) / DENOMINATORS[outOf[1]!]!, 1);
      continue;
    }
    UNIT.lastIndex = numeral.unitAt;
    const unit = UNIT.exec(text);
    if (!unit) continue;
    const [, sign, points, fold] = unit;
    const minus = MINUS.exec(before);
    if (sign || points) {
      const start = numeral.start - (minus?.[0].length ?? 0);
      add(start, UNIT.lastIndex, minus ? -numeral.value : numeral.value, 1);
      continue;
    }
    const tenths = fold ? reduction(numeral, text) : numeral.value;
    if (tenths !== undefined && tenths > 0 && tenths <= 10)
      add(numeral.start, UNIT.lastIndex, tenths * 10, 0.9);
  }
  return found;
};

/** How many tenths of the price remain: 八折 8, 八五折 and 85折 8.5. 十折 is no reduction. */
function reduction(numeral: Numeral, text: string): number | undefined {
  const written = text.slice(numeral.start, numeral.end).replaceAll(' ', '');
  const { value, digits } = numeral;
  if (digits?.length === 2 && /^[^\d]{2}$/.test(written)) return Number(digits) / 10;
  if (value < 10) return value;
  return numeral.chinese || value === 10 ? undefined : value / 10;
}
