const two = (value: number): string => String(value).padStart(2, '0');

/** A moment as people say it in a chat: 14:03, 昨天 14:03, 3月2日 14:03, 2025年3月2日 14:03; in the device's time zone. */
export function timeLabel(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const day = (date: Date, back: number): string =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() - back).toDateString();
  const now = new Date(nowMs);
  if (day(now, 0) === day(at, 0)) return clock;
  if (day(now, 1) === day(at, 0)) return `昨天 ${clock}`;
  const date = `${at.getMonth() + 1}月${at.getDate()}日 ${clock}`;
  return at.getFullYear() === now.getFullYear() ? date : `${at.getFullYear()}年${date}`;
}
