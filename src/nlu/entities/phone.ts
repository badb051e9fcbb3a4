import { chineseDigit } from './numeral-token';
import type { Recognition, Recognizer } from './recognizer';

/** A run of digits of one script, with no separator inside. */
interface Group {
  start: number;
  end: number;
  digits: string;
  /** Spoken: 一三零. */
  chinese: boolean;
}

/** 13 digits with the country code, dictated one by one. */
const MAX_GROUPS = 13;
const MIN_DIGITS = 10;
/** 0086 and a mobile number. */
const MAX_DIGITS = 15;
const SEPARATOR = /^(?: ?- ?| |\) ?-? ?)$/;
/** Spoken digits come with pauses. */
const PAUSE = /^[，、, ]$/;
/** +86 itself is read as a part of the number. */
const FOREIGN = /\+(?!86)\d{1,3}[ -]?$/;
const MOBILE = /^(?:86|0086)?(1[3-9]\d{9})$/;
const LANDLINE = /^(0(?:10|2\d|[3-9]\d{2}))([1-9]\d{6,7})$/;
const HOTLINE = /^[48]00\d{7}$/;
/** The three together, told in one step: nearly all runs of digits fail here. */
const NUMBER = /^(?:(?:86|0086)?1[3-9]\d{9}|0[1-9]\d{8,10}|[48]00\d{7})$/;
const PLUS = /\+ ?$/;

/** Mobile numbers, landlines with area code and 400/800 numbers, also spoken (幺三零…) and in groups (130-1234-5678). */
export const phone: Recognizer = ({ text, masked }) => {
  const groups = readGroups(masked);
  const joined = groups.map((group, at) => at > 0 && isJoined(text, groups[at - 1]!, group));
  const found: Recognition[] = [];
  for (let first = 0; first < groups.length; first++) {
    if (!/^[0148]/.test(groups[first]!.digits)) continue;
    let digits = '';
    for (let last = first; last < Math.min(first + MAX_GROUPS, groups.length); last++) {
      if (last > first && !joined[last]) break;
      digits += groups[last]!.digits;
      if (digits.length > MAX_DIGITS) break;
      if (digits.length < MIN_DIGITS) continue;
      if (!NUMBER.test(digits)) continue;
      const recognition = recognize(text, groups[first]!.start, groups[last]!.end, digits, last > first);
      if (!recognition) continue;
      found.push(recognition);
      first = last;
      break;
    }
  }
  return found;
};

/** Groups belong together across a hyphen, a space or a bracket, spoken ones across a pause. */
function isJoined(text: string, left: Group, right: Group): boolean {
  if (left.end === right.start) return true;
  const single = (group: Group): boolean => group.end - group.start === 1;
  if (left.chinese !== right.chinese || single(left) !== single(right)) return false;
  return (left.chinese ? PAUSE : SEPARATOR).test(text.slice(left.end, right.start));
}

function recognize(
  text: string,
  from: number,
  end: number,
  digits: string,
  grouped: boolean,
): Recognition | undefined {
  if (FOREIGN.test(text.slice(Math.max(0, from - 5), from))) return undefined;
  if (/[a-z\d]/.test(text[end] ?? '') || /[a-z]/.test(text[from - 1] ?? '')) return undefined;
  const mobile = MOBILE.exec(digits)?.[1];
  const countryCode = mobile !== undefined && digits.length > 11;
  const prefix = countryCode ? (PLUS.exec(text.slice(Math.max(0, from - 2), from))?.[0].length ?? 0) : 0;
  const common = { entity: 'phone', start: from - prefix, end, confidence: grouped ? 0.95 : 1 } as const;
  if (mobile !== undefined) return { ...common, value: mobile };
  const landline = LANDLINE.exec(digits);
  if (landline) {
    const bracket = text[from - 1] === '(' && text.slice(from, end).includes(')');
    const divided = bracket || text.slice(from, end).includes('-');
    const value = divided ? `${landline[1]}-${landline[2]}` : digits;
    return { ...common, start: bracket ? from - 1 : from, value };
  }
  if (HOTLINE.test(digits)) return { ...common, value: digits, confidence: 0.9 };
  return undefined;
}

function readGroups(text: string): Group[] {
  const groups: Group[] = [];
  let group: (Group & { parts: string[] }) | undefined;
  const close = (): void => {
    if (group) groups.push({ ...group, digits: group.parts.join('') });
    group = undefined;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    const arabic = character >= '0' && character <= '9';
    const digit = arabic ? character : chineseDigit(character)?.toString();
    if (digit === undefined) {
      close();
      continue;
    }
    if (group?.chinese === arabic) close();
    group ??= { start: at, end: at, chinese: !arabic, parts: [], digits: '' };
    group.parts.push(digit);
    group.end = at + 1;
  }
  close();
  return groups;
}
