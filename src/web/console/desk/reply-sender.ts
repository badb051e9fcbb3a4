import type { ErrorCode } from '../../../errors';
import { nextToSend, recalled, type OutMessage, type OutStatus } from '../state/outbox';
import type { Answer, DeskSocket } from './desk-socket';
import type { Drafts } from './drafts';
import type { Store } from './store';

const TRY_AGAIN_MS = 2000;
/** Refusals that mean that the chat is no longer the agent's. */
const NOT_MINE: ReadonlySet<ErrorCode> = new Set([
  'stale_fence',
  'illegal_move',
  'not_found',
  'forbidden',
  'offer_gone',
]);

/** Sends replies and notes: in order within a chat, one at a time, each with its client id until it is settled. */
export class ReplySender {
  constructor(
    private readonly store: Store,
    private readonly socket: DeskSocket,
    private readonly drafts: Drafts,
    /** Whether the log of a chat is up to date on this connection, so that what has arrived is known. */
    private readonly isReady: (conversationId: string) => boolean,
  ) {}

  /** Sends what is due in every chat; to be called whenever something may have changed. */
  pump(): void {
    const { outbox } = this.store.get();
    for (const id of new Set(outbox.map((message) => message.conversationId))) this.pumpChat(id);
  }

  private pumpChat(id: string): void {
    if (!this.isReady(id)) return;
    const message = nextToSend(this.store.get().outbox, id);
    if (!message) return;
    this.move(message.clientId, { type: 'sending' });
    const { kind, handoffId, fence, clientId, text } = message;
    void this.socket
      .request(kind, { handoffId, fence, clientId, text })
      .then((answer) => this.settle(message, answer));
  }

  private settle(message: OutMessage, answer: Answer<{ seq: number; at: number }>): void {
    const { clientId } = message;
    const now = this.store.get().outbox.find((other) => other.clientId === clientId);
    // A new connection may have taken it up again, or the log has shown it.
    if (now?.status.type !== 'sending') return this.pump();
    if (answer.ok) {
      this.move(clientId, { type: 'sent', seq: answer.data.seq });
      return this.pump();
    }
    if (!answer.error) {
      this.move(clientId, { type: 'waiting' });
      setTimeout(() => this.pump(), TRY_AGAIN_MS);
      return;
    }
    const { code, message: reason } = answer.error;
    if (NOT_MINE.has(code)) this.takeBack(message, reason);
    else this.move(clientId, { type: 'failed', reason });
    this.pump();
  }

  /** Nothing that was written under this fence can go out any more: it becomes the draft again. */
  private takeBack({ conversationId, handoffId, fence }: OutMessage, reason: string): void {
    const back = recalled(this.store.get().outbox, handoffId, fence);
    for (const kind of ['reply', 'note'] as const) {
      const texts = back.filter((message) => message.kind === kind).map((message) => message.text);
      if (texts.length > 0) this.drafts.putBack(conversationId, kind, texts);
    }
    this.store.dispatch({ type: 'recalled', handoffId, fence, reason });
  }

  private move(clientId: string, status: OutStatus): void {
    this.store.dispatch({ type: 'moved', clientId, status });
  }
}
