/** Whether a moment lies within daily hours `HH:MM`-`HH:MM` of an IANA time zone; the end is outside. */
export function isWithinHours(now: number, hours: { from: string; to: string }, timeZone: string): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const time = parts.format(now);
  if (hours.from <= hours.to) return hours.from <= time && time < hours.to;
  // Hours that pass midnight, such as 20:00-02:00.
  return time >= hours.from || time < hours.to;
}
