import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Random } from '../../support/random';
import { sleep } from '../until';

/** What a direction of the network is like now; shared by all connections of a proxy. */
export interface Weather {
  delayUpToMs: number;
  split: boolean;
  /** Resolves when bytes may move again. */
  flowing: Promise<void>;
}

/** One direction of one connection. */
export class Stream {
  private dead = false;
  private torn = false;
  private awake: Promise<unknown> = Promise.resolve();

  /** @param onTear the bytes have arrived in part, as was asked */
  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly weather: () => Weather,
    private readonly random: Random,
    private readonly onTear: () => void,
  ) {
    void this.run();
  }

  /** Nothing comes out of this end any more, not even that the connection has ended. */
  die(): void {
    this.dead = true;
  }

  /** Takes in and tells nothing more until then: the sender's buffers fill. */
  sleep(until: Promise<unknown>): void {
    this.awake = Promise.all([this.awake, until]);
  }

  /** The next bytes arrive in part. */
  tear(): void {
    this.torn = true;
  }

  private async run(): Promise<void> {
    try {
      for await (const chunk of this.from) await this.carry(chunk as Buffer);
      await this.awake;
      if (!this.dead) this.to.end();
    } catch {
      await this.awake;
      if (!this.dead) this.to.resetAndDestroy();
    }
  }

  private async carry(chunk: Buffer): Promise<void> {
    for (const piece of this.piecesOf(chunk)) {
      const { delayUpToMs, flowing } = this.weather();
      await Promise.all([flowing, this.awake]);
      if (delayUpToMs > 0) await sleep(this.random.between(0, delayUpToMs));
      await this.weather().flowing;
      if (this.dead || this.to.destroyed) continue;
      if (this.torn) {
        this.to.write(piece.subarray(0, this.random.between(0, piece.length - 1)), () => this.onTear());
        this.dead = true;
        return;
      }
      if (!this.to.write(piece)) await Promise.race([once(this.to, 'drain'), once(this.to, 'close')]);
    }
  }

  private piecesOf(chunk: Buffer): Buffer[] {
    if (!this.weather().split) return [chunk];
    const pieces: Buffer[] = [];
    for (let start = 0; start < chunk.length;) {
      const end = start + this.random.between(1, Math.max(1, Math.min(40, chunk.length - start)));
      pieces.push(chunk.subarray(start, end));
      start = end;
    }
    return pieces;
  }
}
