import type { Answer } from './connection';
import { nextToSend, type OutboxMessage, type OutboxStatus } from './outbox';
import type { Action, ChatState } from './state';

const GIVE_UP_MS = 10_000;
const PAUSE_MS = 2000;

/** What the sender needs of the page. */
export interface SenderPorts {
  state(): ChatState;
  dispatch(action: Action): void;
  isReady(): boolean;
  send(message: OutboxMessage): Promise<Answer<{ seq: number; at: number }>>;
}

/** Sends the outbox in order, one message at a time. */
export class OutboxSender {
  private pause?: ReturnType<typeof setTimeout>;

  constructor(private readonly ports: SenderPorts) {}

  /** Sends the next message if none is on the way; to be called whenever something may have changed. */
  pump(): void {
    const { ports } = this;
    if (this.pause || !ports.isReady()) return;
    const message = nextToSend(ports.state().outbox);
    if (!message) return;
    this.move(message.clientId, { type: 'sending' });
    void ports.send(message).then((answer) => this.settle(message.clientId, answer));
  }

  /** Marks a message as failed that has found no connection for a while. */
  watch(clientId: string): void {
    setTimeout(() => {
      if (this.find(clientId)?.status.type !== 'waiting' || this.ports.isReady()) return;
      this.move(clientId, { type: 'failed', lost: true });
    }, GIVE_UP_MS);
  }

  private settle(clientId: string, answer: Answer<{ seq: number; at: number }>): void {
    const { ports } = this;
    // A new connection may have taken the message up again, or the log has shown it.
    if (this.find(clientId)?.status.type !== 'sending') {
      this.pump();
      return;
    }
    if (answer.ok) this.move(clientId, { type: 'sent', seq: answer.data.seq });
    else if (answer.error?.code === 'message_too_long' || answer.error?.code === 'message_empty') {
      ports.dispatch({ type: 'returned', clientId, reason: answer.error.message });
    } else if (answer.error?.code === 'overloaded') {
      this.move(clientId, { type: 'waiting' });
      this.pauseFor(answer.error.retryAfterMs ?? PAUSE_MS);
    } else if (answer.error) {
      this.move(clientId, { type: 'failed', lost: false, reason: answer.error.message });
    } else if (ports.isReady()) {
      this.move(clientId, { type: 'failed', lost: true });
    } else {
      this.move(clientId, { type: 'waiting' });
      this.watch(clientId);
    }
    this.pump();
  }

  /** The server is too busy now: what is written meanwhile waits, in its order. */
  private pauseFor(ms: number): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      this.pause = undefined;
      this.pump();
    }, ms);
  }

  private move(clientId: string, status: OutboxStatus): void {
    this.ports.dispatch({ type: 'moved', clientId, status });
  }

  private find(clientId: string): OutboxMessage | undefined {
    return this.ports.state().outbox.find((message) => message.clientId === clientId);
  }
}
