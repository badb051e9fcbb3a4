const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment in an IANA time zone, YYYY-MM-DD. */
export function dayOf(ms: number, timeZone: string): string {
  // Making a format costs a hundred times what using it does; there are as many as zones in use.
  let format = formats.get(timeZone);
  if (!format) {
    // The Swedish locale writes ISO dates.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone });
    formats.set(timeZone, format);
  }
  return format.format(ms);
}
