import type { Socket } from 'socket.io';

/** Frames that may wait for a socket whose last one has not gone out yet. */
const MAX_WAITING = 4;

/** How much a socket may be sent: a page that does not read must not pile up frames in our memory. */
export class SocketFlow {
  private readonly waiting = new Set<() => void>();

  constructor(private readonly socket: Pick<Socket, 'conn'>) {}

  /** Whether to send now; if not, `resume` is called once when there is room again. */
  hasRoom(resume: () => void): boolean {
    const { conn } = this.socket;
    // Part of engine.io's documented state; its type hides it.
    const { writeBuffer } = conn as unknown as { writeBuffer: readonly unknown[] };
    if (writeBuffer.length < MAX_WAITING) return true;
    if (this.waiting.size === 0) conn.once('drain', () => this.drained());
    this.waiting.add(resume);
    return false;
  }

  private drained(): void {
    const resumes = [...this.waiting];
    this.waiting.clear();
    for (const resume of resumes) resume();
  }
}
