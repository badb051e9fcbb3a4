const NEAR_PX = 60;

/** What has changed in the list. */
export interface ListTop {
  /** Nothing has been said yet: the list shows its beginning. */
  isEmpty: boolean;
  /** Seq of the first loaded event: lower than before when older messages came in above. */
  firstSeq: number;
  /** The newest message of the bot or an agent. */
  lastStaffSeq: number;
  /** When the newest own message was written that is not in the log yet. */
  lastWrittenAt: number;
}

interface ScrollListener {
  /** The customer has scrolled near the beginning. */
  onTop(): void;
  /** The newest message of the bot or an agent that is on the screen. */
  onSeen(seq: number): void;
  /** So many messages have come below the screen. */
  onMissed(count: number): void;
}

/**
 * Keeps the list at its bottom; in its place when the customer has scrolled up or older messages come in above.
 * Rows of the bot and the agents carry their seq in `data-seq`.
 */
export class ScrollKeeper {
  private box: HTMLElement | null = null;
  private sticks = true;
  private fromBottom = 0;
  private missedFrom?: number;
  private last: ListTop = { isEmpty: true, firstSeq: 1, lastStaffSeq: 0, lastWrittenAt: 0 };
  private readonly settleNow = (): void => this.settle();
  private readonly resized = new ResizeObserver(this.settleNow);
  /** Height of the box and of its content when the place was last known. */
  private sizes = '';

  constructor(private readonly listener: ScrollListener) {}

  /** Begins to watch the scrolling element and its only child. */
  attach(box: HTMLElement): void {
    this.box = box;
    this.resized.observe(box);
    if (box.firstElementChild) this.resized.observe(box.firstElementChild);
    document.addEventListener('visibilitychange', this.settleNow);
    // An embedded chat that is shown again gets the focus, and no other sign.
    window.addEventListener('focus', this.settleNow);
  }

  detach(): void {
    this.box = null;
    this.resized.disconnect();
    document.removeEventListener('visibilitychange', this.settleNow);
    window.removeEventListener('focus', this.settleNow);
  }

  /** The list has been drawn anew. */
  drawn(top: ListTop): void {
    const { box, last } = this;
    if (!box) return;
    this.last = top;
    if (top.lastWrittenAt > last.lastWrittenAt) this.sticks = true;
    if (top.isEmpty) {
      box.scrollTop = 0;
    } else if (this.sticks || last.isEmpty) {
      this.toBottom();
    } else if (top.firstSeq < last.firstSeq) {
      box.scrollTop = box.scrollHeight - this.fromBottom;
    } else if (top.lastStaffSeq > last.lastStaffSeq) {
      this.missedFrom ??= last.lastStaffSeq;
      const from = this.missedFrom;
      this.listener.onMissed(this.rows().filter((row) => Number(row.dataset.seq) > from).length);
    }
    this.fromBottom = box.scrollHeight - box.scrollTop;
    this.sizes = sizesOf(box);
    this.lookAtRows();
  }

  /** The customer has scrolled, or the list has. */
  scrolled(): void {
    const { box } = this;
    if (!box) return;
    // A box that shrinks moves its content too, and says so before its new size is reported.
    if (this.sticks && this.sizes !== sizesOf(box)) {
      this.settle();
      return;
    }
    this.fromBottom = box.scrollHeight - box.scrollTop;
    const below = this.fromBottom - box.clientHeight;
    this.sticks = below < NEAR_PX;
    if (this.sticks) this.caughtUp();
    else if (box.scrollTop < NEAR_PX) this.listener.onTop();
    this.lookAtRows();
  }

  toBottom(): void {
    if (!this.box) return;
    this.box.scrollTop = this.box.scrollHeight;
    this.sticks = true;
    this.caughtUp();
  }

  private settle(): void {
    if (!this.box) return;
    this.sizes = sizesOf(this.box);
    if (this.sticks && !this.last.isEmpty) this.box.scrollTop = this.box.scrollHeight;
    this.lookAtRows();
  }

  private caughtUp(): void {
    if (this.missedFrom === undefined) return;
    this.missedFrom = undefined;
    this.listener.onMissed(0);
  }

  private lookAtRows(): void {
    const { box } = this;
    // A frame that the embedding page has hidden is "visible", but has no height.
    if (!box || box.clientHeight === 0 || document.visibilityState !== 'visible') return;
    const end = box.getBoundingClientRect().bottom - 24;
    const seen = this.rows().findLast((row) => row.getBoundingClientRect().top <= end);
    if (seen) this.listener.onSeen(Number(seen.dataset.seq));
  }

  private rows(): HTMLElement[] {
    return [...(this.box?.querySelectorAll<HTMLElement>('[data-seq]') ?? [])];
  }
}

function sizesOf(box: HTMLElement): string {
  return `${box.clientHeight} ${box.scrollHeight}`;
}
