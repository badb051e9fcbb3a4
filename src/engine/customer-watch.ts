import type { Clock } from '../clock';
import type { ConversationId } from '../conversation/id';
import type { Logger } from '../logger';

const STEP_MS = 1000;
/** Every page is asked after this often: well within the lease of a place in the queue. */
const ROUND_MS = 45_000;
const CHUNK = 500;
/** Pages that come within this time are looked up together: thousands come back at once after an outage. */
const GATHER_MS = 50;
const ARRIVALS = 100;
/** A page of another node that is not told of for so long is gone. */
const ELSEWHERE_MS = 100_000;

export interface CustomerWatchPorts {
  /** Pages have come: gives places in the queue that were lost a short while ago back. */
  cameBack(ids: readonly ConversationId[]): Promise<void>;
  /** Keeps the places of these customers; answers who of them is with people or waits for them. */
  keepPlaces(ids: readonly ConversationId[]): Promise<ConversationId[]>;
  /** To be told to the other nodes. */
  tellOthers(id: ConversationId, on: boolean): void;
  onChange(id: ConversationId): void;
}

/** Which customers have a page connected. Only a hint: places in the queue are leases in the database. */
export class CustomerWatch {
  private readonly pages = new Map<ConversationId, number>();
  /** Pages on other nodes, by the time until which we believe in them. */
  private readonly elsewhere = new Map<ConversationId, number>();
  private readonly timer: NodeJS.Timeout;
  private round?: IterableIterator<ConversationId>;
  private readonly arrived = new Set<ConversationId>();
  private arrivals?: NodeJS.Timeout;

  constructor(
    private readonly ports: CustomerWatchPorts,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.timer = setInterval(() => this.step(), STEP_MS);
    this.timer.unref();
  }

  isConnected(id: ConversationId): boolean {
    return this.pages.has(id) || (this.elsewhere.get(id) ?? 0) > this.clock.now();
  }

  /** A page of the customer has come, or gone. */
  seen(id: ConversationId, connected: boolean): void {
    const pages = (this.pages.get(id) ?? 0) + (connected ? 1 : -1);
    if (pages > 0) this.pages.set(id, pages);
    else this.pages.delete(id);
    if (connected) {
      this.arrived.add(id);
      this.arrivals ??= setTimeout(() => this.welcome(), GATHER_MS);
    } else if (pages <= 0) this.ports.tellOthers(id, false);
    this.ports.onChange(id);
  }

  /** A page has come to another node, or gone from it. */
  seenElsewhere(id: ConversationId, connected: boolean): void {
    const known = this.elsewhere.has(id);
    if (connected) this.elsewhere.set(id, this.clock.now() + ELSEWHERE_MS);
    else this.elsewhere.delete(id);
    if (known !== connected) this.ports.onChange(id);
  }

  close(): void {
    clearInterval(this.timer);
    clearTimeout(this.arrivals);
  }

  private welcome(): void {
    this.arrivals = undefined;
    const ids = [...this.arrived];
    this.arrived.clear();
    for (let from = 0; from < ids.length; from += ARRIVALS) {
      const some = ids.slice(from, from + ARRIVALS);
      this.ports.cameBack(some).catch((error: unknown) => this.failed(error));
      this.keep(some);
    }
  }

  private step(): void {
    for (const [id, until] of this.elsewhere) if (until <= this.clock.now()) this.elsewhere.delete(id);
    const ids: ConversationId[] = [];
    for (let left = Math.ceil((this.pages.size * STEP_MS) / ROUND_MS); left > 0; left -= 1) {
      this.round ??= this.pages.keys();
      const next = this.round.next();
      if (next.done) {
        this.round = undefined;
        break;
      }
      ids.push(next.value);
    }
    for (let from = 0; from < ids.length; from += CHUNK) this.keep(ids.slice(from, from + CHUNK));
  }

  private keep(ids: readonly ConversationId[]): void {
    this.ports
      .keepPlaces(ids)
      .then((withPeople) => {
        for (const id of withPeople) this.ports.tellOthers(id, true);
      })
      .catch((error: unknown) => this.failed(error));
  }

  private failed(error: unknown): void {
    this.logger.error({ err: error }, 'a place in the queue could not be kept');
  }
}
