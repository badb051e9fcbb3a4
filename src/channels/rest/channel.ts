import { randomUUID } from 'node:crypto';
import { parseChoice } from '../../conversation/choice';
import type { ConversationEvent, Side } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import { TongdaError } from '../../errors';
import type { LogNews } from '../event-feed';
import { toRestReply } from './render';
import type { RestReply } from './schema';

export const REST = 'rest';

/** A call waits so long for the bot; what comes later is answered to the next call. */
const ANSWER_TIMEOUT_MS = 10_000;
const MAX_EVENTS = 500;

export interface RestPorts {
  receive(message: {
    channel: string;
    visitorId: string;
    clientId: string;
    text: string;
    payload?: string;
    gatherMs: number;
  }): Promise<{ conversationId: ConversationId; seq: number; owner: string }>;
  eventsAfter(id: ConversationId, afterSeq: number, limit: number): Promise<ConversationEvent[]>;
  tracker(id: ConversationId): Promise<{ delivered: Record<Side, number> }>;
  mark(id: ConversationId, kind: 'delivered', side: Side, upToSeq: number): Promise<void>;
  subscribe(id: ConversationId, listener: (news: LogNews) => void): () => void;
}

/** Rasa's REST channel: a call is a message, its answer is what has been said to the sender since the last call. */
export class RestChannel {
  /** Calls of one sender follow one another, so that none takes what another has not yet told. */
  private readonly tails = new Map<string, Promise<unknown>>();

  constructor(private readonly ports: RestPorts) {}

  /** Takes a message of `sender` and answers what has been said since the last call. */
  async handle(input: {
    sender: string;
    message: string;
    metadata?: { message_id?: string };
  }): Promise<RestReply[]> {
    const before = this.tails.get(input.sender) ?? Promise.resolve();
    const run = before.then(() => this.converse(input));
    const tail = run.catch(() => undefined);
    this.tails.set(input.sender, tail);
    void tail.finally(() => {
      if (this.tails.get(input.sender) === tail) this.tails.delete(input.sender);
    });
    return run;
  }

  private async converse(input: {
    sender: string;
    message: string;
    metadata?: { message_id?: string };
  }): Promise<RestReply[]> {
    const { ports } = this;
    const choice = parseChoice(input.message);
    const { conversationId, seq, owner } = await ports.receive({
      channel: REST,
      visitorId: input.sender,
      clientId: input.metadata?.message_id ?? randomUUID(),
      text: input.message,
      payload: choice && input.message,
      gatherMs: 0,
    });
    if (owner === 'bot') await this.answered(conversationId, seq);
    const { delivered } = await ports.tracker(conversationId);
    const events = await ports.eventsAfter(conversationId, delivered.customer, MAX_EVENTS);
    const last = events.at(-1);
    if (last) await ports.mark(conversationId, 'delivered', 'customer', last.seq);
    return events.map((event) => toRestReply(input.sender, event)).filter((reply) => reply !== undefined);
  }

  /** Resolves when a turn has dealt with the message, or the wait is over. */
  private async answered(id: ConversationId, seq: number): Promise<void> {
    const isAnswer = ({ body }: ConversationEvent): boolean =>
      body.kind === 'turnHandled' && body.upToSeq >= seq;
    let unsubscribe = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    const look = async (): Promise<boolean> =>
      (await this.ports.eventsAfter(id, seq, MAX_EVENTS)).some(isAnswer);
    const heard = new Promise<void>((resolve, reject) => {
      unsubscribe = this.ports.subscribe(id, ({ events }) => {
        // Another node may have answered: then only the log tells what.
        const answered = events ? Promise.resolve(events.some(isAnswer)) : look();
        answered.then((is) => is && resolve()).catch(reject);
      });
      timer = setTimeout(
        () => reject(new TongdaError('internal', 'the bot did not answer in time')),
        ANSWER_TIMEOUT_MS,
      );
    });
    try {
      // The answer may have come before the listener was there.
      if (!(await look())) await heard;
    } finally {
      heard.catch(() => undefined);
      clearTimeout(timer);
      unsubscribe();
    }
  }
}
