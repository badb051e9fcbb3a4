/** An event as some reader has it. */
interface SeenEvent {
  seq: number;
}

/** The same text for the same event, in whatever order its fields come. */
function textOf(event: SeenEvent): string {
  return JSON.stringify(event, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** Watches what a reader shows over time: every fault is remembered, also one that is repaired a moment later. */
export class SeenLog {
  readonly complaints: string[] = [];
  private readonly events = new Map<number, SeenEvent>();
  private shown: readonly SeenEvent[] = [];

  constructor(private readonly name: string) {}

  /** The run of events on the page now. */
  see(events: readonly SeenEvent[]): void {
    if (events === this.shown) return;
    this.shown = events;
    for (const [index, event] of events.entries()) {
      const before = events[index - 1];
      if (before && event.seq !== before.seq + 1) this.complain(`${event.seq} follows ${before.seq}`);
      const known = this.events.get(event.seq);
      if (known === event) continue;
      if (known && textOf(known) !== textOf(event)) this.complain(`${event.seq} has changed`);
      this.events.set(event.seq, event);
    }
  }

  /** A page that was just opened has nothing on it. */
  opened(): void {
    this.shown = [];
  }

  /** Compares with what the database has, from the first event to the last. */
  compare(database: readonly SeenEvent[]): void {
    const upTo = database.at(-1)?.seq ?? 0;
    const seen = this.shown.filter(({ seq }) => seq <= upTo).map(textOf);
    const real = database.map(textOf);
    const wrong = real.findIndex((event, index) => event !== seen[index]);
    if (seen.length !== real.length) this.complain(`shows ${seen.length} events of ${real.length}`);
    else if (wrong >= 0) this.complain(`shows ${seen[wrong]} in the place of ${real[wrong]}`);
  }

  complain(what: string): void {
    if (this.complaints.length < 20) this.complaints.push(`${this.name}: ${what}`);
  }
}
