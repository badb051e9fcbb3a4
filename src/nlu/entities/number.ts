import type { Numeral } from './chinese-number';
import type { Recognition, Recognizer } from './recognizer';

/** More digits are a code and would lose their value as a JavaScript number. */
const MAX_DIGITS = 15;
const HAN = /\p{Script=Han}/u;
/** What may stand around a single Chinese digit that means a number. */
const BEFORE_DIGIT = /[是选第前和或到办减加乘除等负又]/;
const AFTER_DIGIT = /[是和或到不而这的又斤吨双对台米度倍岁克升层年]/;
const MEASURE = /[斤吨双对台米度倍岁克升层年]/;
const OF = / {0,2}分 {0,2}之 {0,2}/y;
const MINUS = /负 ?$|(?:^|[\s(=:：])-$/;

/** Plain numbers: 三十, 1,234, 零点五, 负三十二, 五分之一, 3/5. Ordinals and parts of codes are left out. */
export const number: Recognizer = ({ text, numerals }) => {
  const found: Recognition[] = [];
  for (let index = 0; index < numerals.length; index++) {
    const numeral = numerals[index]!;
    const next = numerals[index + 1];
    const fraction = next && (spokenFraction(text, numeral, next) ?? slashFraction(text, numeral, next));
    const value = fraction ?? numeral.value;
    const end = fraction === undefined ? numeral.end : next!.end;
    if (fraction !== undefined) index++;
    else if (!isNumber(text, numeral)) continue;
    found.push(signed(text, withWhole({ start: numeral.start, end, value }, found, text)));
  }
  return found.filter(({ value }) => Number.isFinite(value));
};

function isNumber(text: string, numeral: Numeral): boolean {
  const { start, end, digits, chinese } = numeral;
  const before = text[start - 1] ?? '';
  const after = text[end] ?? '';
  if ((digits?.length ?? 0) > MAX_DIGITS || before === '第') return false;
  if (!chinese) return !/[a-z\d_]/.test(before) && !/[a-z_]/.test(after) && !isDotted(text, numeral);
  const single = end - start === 1;
  if (!single) return true;
  if (/[a-z]/.test(after)) return false;
  return (
    ((!HAN.test(before) || BEFORE_DIGIT.test(before)) && (!HAN.test(after) || AFTER_DIGIT.test(after))) ||
    MEASURE.test(after)
  );
}

/** Addresses and versions (8.8.8.1) are no numbers. */
function isDotted(text: string, { start, end }: Numeral): boolean {
  return /\d\.$/.test(text.slice(Math.max(0, start - 2), start)) || /^\.\d/.test(text.slice(end, end + 2));
}

function spokenFraction(text: string, below: Numeral, above: Numeral): number | undefined {
  OF.lastIndex = below.end;
  if (!OF.test(text)) return undefined;
  const minus = text[OF.lastIndex] === '负' ? 1 : 0;
  if (OF.lastIndex + minus !== above.start || below.value === 0) return undefined;
  return ((minus ? -1 : 1) * above.value) / below.value;
}

function slashFraction(text: string, above: Numeral, below: Numeral): number | undefined {
  const plain = above.digits !== undefined && below.digits !== undefined && !above.chinese && !below.chinese;
  if (!plain || below.value === 0 || below.start !== above.end + 1 || text[above.end] !== '/')
    return undefined;
  const date = text[below.end] === '/' || text[above.start - 1] === '/';
  return date ? undefined : above.value / below.value;
}

/** 三又二分之一 and 1 3/5: the whole number before a fraction joins it. */
function withWhole(
  part: Omit<Recognition, 'entity' | 'confidence'> & { value: number },
  found: Recognition[],
  text: string,
): Omit<Recognition, 'entity' | 'confidence'> & { value: number } {
  const last = found.at(-1);
  if (
    !last ||
    (Number.isInteger(part.value) &&
      !text.slice(part.start, part.end).includes('/') &&
      !/之/.test(text.slice(part.start, part.end)))
  )
    return part;
  const between = text.slice(last.end, part.start);
  const spoken = /^ {0,2}又 {0,2}$/.test(between) && text.slice(part.start, part.end).includes('之');
  const written = between === ' ' && text.slice(part.start, part.end).includes('/');
  if (!spoken && !written) return part;
  found.pop();
  const whole = last.value as number;
  return { start: last.start, end: part.end, value: whole < 0 ? whole - part.value : whole + part.value };
}

function signed(text: string, part: { start: number; end: number; value: number }): Recognition {
  const minus = MINUS.exec(text.slice(Math.max(0, part.start - 2), part.start));
  const length = minus ? (minus[0].endsWith('-') ? 1 : minus[0].length) : 0;
  const value = Number((length ? -part.value : part.value).toPrecision(15));
  return { entity: 'number', start: part.start - length, end: part.end, value, confidence: 0.7 };
}
