/** What was written: a message of a customer, a reply or a note of an agent. */
export type WrittenKind = 'customerMessage' | 'agentMessage' | 'note';

/** One thing that somebody meant to say once, and what the server has said of it. */
export interface Written {
  clientId: string;
  kind: WrittenKind;
  text: string;
  /** The page or desk that wrote it; what one author writes must stay in order. */
  author: string;
  conversationId: string;
  attempts: number;
  /** When it was sent last, in ms. */
  lastSentAt: number;
  /** From the acknowledgement: it is stored. */
  ackedSeq?: number;
  /** From the refusal: it must not be stored. */
  refused?: string;
}

/** Keeps account of everything that simulated people write: the checks compare the database with it. */
export class Ledger {
  readonly written: Written[] = [];
  /** Ids of repetitions that a broken client made up, and the id of what they repeat. */
  readonly aliases = new Map<string, string>();
  /** Where the server said one thing and then another. */
  readonly contradictions: string[] = [];
  /** Server's refusals that are tried again, by code. */
  readonly refusals = new Map<string, number>();
  /** How long readers were without the newest state after a connection had ended, in ms. */
  readonly catchUps: number[] = [];
  /** From sending to acknowledgement, of messages that were sent once, in ms. */
  readonly ackTimes: number[] = [];
  /** Events that reached a reader who had them already, on the same connection or another. */
  repeatsSeen = 0;
  private acked = 0;
  private refusedCount = 0;

  /** Notes down what is about to be sent. */
  write(entry: Pick<Written, 'clientId' | 'kind' | 'text' | 'author' | 'conversationId'>): Written {
    const written = { ...entry, attempts: 0, lastSentAt: 0 };
    this.written.push(written);
    return written;
  }

  acknowledge(written: Written, seq: number): void {
    // A repetition of what is stored is acknowledged with the seq it has.
    if (written.ackedSeq === undefined) this.acked += 1;
    else if (written.ackedSeq !== seq) {
      this.contradictions.push(
        `moved: ${written.clientId} was acknowledged as ${written.ackedSeq} and ${seq}`,
      );
    }
    written.ackedSeq = seq;
    if (written.attempts === 1) this.ackTimes.push(Date.now() - written.lastSentAt);
  }

  refuse(written: Written, code: string): void {
    written.refused = code;
    this.refusedCount += 1;
  }

  countRefusal(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  get acknowledged(): number {
    return this.acked;
  }

  /** Written, and neither acknowledged nor refused for good. */
  get open(): number {
    return this.written.length - this.acked - this.refusedCount;
  }
}
