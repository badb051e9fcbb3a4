import type { Socket } from 'socket.io';

/** Frames that may wait for a socket whose last one has not gone out yet. */
const MAX_WAITING = 4;

/** What goes on when there is room again. */
export interface Resumable {
  resume(): void;
}

/** How much a socket may be sent: a page that does not read must not pile up frames in our memory. */
export class SocketFlow {
  private waiting?: Set<Resumable>;

  constructor(private readonly socket: Pick<Socket, 'conn'>) {}

  /** Whether to send now; if not, `waiter` is resumed once when there is room again. */
  hasRoom(waiter: Resumable): boolean {
    const { conn } = this.socket;
    // Part of engine.io's documented state; its type hides it.
    const { writeBuffer } = conn as unknown as { writeBuffer: readonly unknown[] };
    if (writeBuffer.length < MAX_WAITING) return true;
    if (!this.waiting) conn.once('drain', () => this.drained());
    this.waiting ??= new Set();
    this.waiting.add(waiter);
    return false;
  }

  private drained(): void {
    const { waiting } = this;
    this.waiting = undefined;
    for (const waiter of waiting ?? []) waiter.resume();
  }
}
