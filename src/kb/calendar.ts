import type { Article } from './article';

/** The calendar day of an instant in a time zone, YYYY-MM-DD. */
export class Calendar {
  private readonly format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    // The Canadian format is the ISO one.
    this.format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  }

  /** `now` in ms since the epoch. */
  day(now: number): string {
    return this.format.format(now);
  }
}

/** Whether an article holds on a day (YYYY-MM-DD); its first and last day are included. */
export function isValidOn(article: Article, day: string): boolean {
  return (article.validFrom ?? day) <= day && day <= (article.validUntil ?? day);
}
