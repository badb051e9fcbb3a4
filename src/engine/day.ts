/** The calendar day of a moment in an IANA time zone, YYYY-MM-DD. */
export function dayOf(ms: number, timeZone: string): string {
  // The Swedish locale writes ISO dates.
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(ms);
}
