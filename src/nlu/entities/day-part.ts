/** Names of parts of a day, as a source for regular expressions. */
export const DAY_PART =
  '凌晨|清晨|早上|早晨|早间|大早|上午|中午|下午|傍晚|晚上|晚间|夜里|夜间|深夜|半夜|早|晚(?!点|了|些)';

/** Hour and minute on a clock of 24 hours; `nextDay` when 晚上12点 already belongs to the next day. */
export interface ClockTime {
  hour: number;
  minute: number;
  nextDay: boolean;
}

/** What `hour` o'clock means in a part of the day: 下午三点 is 15:00. */
export function clockTime(hour: number, minute: number, part: string | undefined): ClockTime {
  const evening = part !== undefined && /^(?:傍晚|晚|夜|深夜|半夜)/.test(part);
  if (hour === 24 || (evening && hour === 12)) return { hour: 0, minute, nextDay: true };
  if (evening && hour < 12) {
    return hour < 5 ? { hour, minute, nextDay: true } : { hour: hour + 12, minute, nextDay: false };
  }
  if (part === '下午' && hour < 12) return { hour: hour + 12, minute, nextDay: false };
  if (part === '中午' && hour < 4) return { hour: hour + 12, minute, nextDay: false };
  if (part === '凌晨' && hour === 12) return { hour: 0, minute, nextDay: false };
  return { hour, minute, nextDay: false };
}
