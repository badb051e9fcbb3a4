import type { Metrics } from './metrics';

export interface ArrivedMessage {
  /** It was acknowledged, or refused. */
  settled(acknowledged: boolean): void;
}

/** Messages between arrival and acknowledgement. */
export class Messages {
  /** When those without an answer have come; the first is the oldest. */
  private readonly open = new Set<{ at: number }>();

  constructor(
    private readonly metrics: Metrics,
    private readonly now: () => number = () => performance.now(),
  ) {}

  arrived(channel: 'web' | 'rest' | 'desk'): ArrivedMessage {
    const message = { at: this.now() };
    this.open.add(message);
    this.metrics.messagesReceived.inc({ channel });
    return {
      settled: (acknowledged) => {
        this.open.delete(message);
        if (acknowledged) this.metrics.messageAck.observe({ channel }, (this.now() - message.at) / 1000);
      },
    };
  }

  /** Seconds that the oldest one waits; 0 when none does. */
  get oldestSeconds(): number {
    const [oldest] = this.open;
    return oldest ? (this.now() - oldest.at) / 1000 : 0;
  }
}

/** Watches a channel's `receive`, which resolves after the commit. */
export function watchReceive<A extends unknown[], R>(
  messages: Messages,
  channel: 'rest',
  receive: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    const message = messages.arrived(channel);
    try {
      const received = await receive(...args);
      message.settled(true);
      return received;
    } catch (error) {
      message.settled(false);
      throw error;
    }
  };
}
