import type { Clock } from '../clock';
import type { ConversationRecord } from '../conversation/conversation-store';
import type { ConversationEvent, NewEvent, Side } from '../conversation/event';
import type { ConversationId } from '../conversation/id';
import { MAX_MESSAGE_LENGTH } from '../conversation/message-length';
import type { Tracker } from '../conversation/tracker';
import { TongdaError } from '../errors';
import { cleanText } from '../text/door';
import type { EngineStore, EngineTransaction } from './engine-store';
import type { TrackerCache } from './tracker-cache';

export interface InboundMessage {
  channel: string;
  visitorId: string;
  /** Made by the sender; the same id from the same sender is the same message. */
  clientId: string;
  text: string;
  payload?: string;
  /** How long the bot waits for more before it answers. */
  gatherMs: number;
}

export interface Received {
  conversationId: ConversationId;
  seq: number;
  at: number;
  owner: ConversationRecord['owner'];
}

/** What customers do, whatever channel they come by. */
export class ChatService {
  constructor(
    private readonly store: EngineStore,
    private readonly trackers: TrackerCache,
    private readonly clock: Clock,
    /** In a hall without a bot: asks for a person, within the message's transaction. */
    private readonly askForPerson?: (
      tx: EngineTransaction,
      request: { conversationId: ConversationId; channel: string; utterance: string },
    ) => Promise<void>,
  ) {}

  /** The visitor's conversation, made at the first visit. */
  async open(channel: string, visitorId: string): Promise<ConversationRecord> {
    const found = await this.find(channel, visitorId);
    if (found) return found;
    return this.store.write((tx) => tx.conversations.open(channel, visitorId, this.clock.now()));
  }

  /**
   * Stores a customer's message and, when the bot owns the conversation, the turn that will answer it.
   * Resolves after the commit. Errors: `message_empty`, `message_too_long`.
   */
  async receive(message: InboundMessage): Promise<Received> {
    const text = cleanText(message.text);
    if (text.trim() === '') throw new TongdaError('message_empty');
    if (text.length > MAX_MESSAGE_LENGTH) throw new TongdaError('message_too_long', `${text.length}`);
    const { channel, visitorId, clientId, payload } = message;
    return this.store.write(async (tx) => {
      const now = this.clock.now();
      const conversation = await tx.conversations.open(channel, visitorId, now);
      const event: NewEvent = {
        sender: `visitor:${visitorId}`,
        clientId,
        body: { kind: 'customerMessage', text, payload },
      };
      const { events, seqs } = await tx.conversations.append(conversation.id, [event], now);
      if (events.length > 0 && conversation.owner === 'bot' && this.askForPerson) {
        await this.askForPerson(tx, { conversationId: conversation.id, channel, utterance: text });
      } else if (events.length > 0 && conversation.owner === 'bot') {
        // A tapped button is a whole question: nothing more is to be waited for.
        const dueAt = payload === undefined ? now + message.gatherMs : now;
        await tx.due.schedule('turn', conversation.id, dueAt);
      }
      return { conversationId: conversation.id, seq: seqs[0] ?? 0, at: now, owner: conversation.owner };
    });
  }

  find(channel: string, visitorId: string): Promise<ConversationRecord | undefined> {
    return this.store.read((tx) => tx.conversations.findByVisitor(channel, visitorId));
  }

  eventsAfter(id: ConversationId, afterSeq: number, limit: number): Promise<ConversationEvent[]> {
    return this.store.read((tx) => tx.conversations.eventsAfter(id, afterSeq, limit));
  }

  eventsBefore(id: ConversationId, beforeSeq: number, limit: number): Promise<ConversationEvent[]> {
    return this.store.read((tx) => tx.conversations.eventsBefore(id, beforeSeq, limit));
  }

  tracker(id: ConversationId): Promise<Readonly<Tracker>> {
    return this.store.read((tx) => this.trackers.get(tx, id));
  }

  /** Records how far a side has read or received; marks never go back. */
  async mark(id: ConversationId, kind: 'read' | 'delivered', side: Side, upToSeq: number): Promise<void> {
    const tracker = await this.tracker(id);
    const known = Math.min(upToSeq, tracker.lastSeq);
    if (known <= tracker[kind][side]) return;
    await this.store.write((tx) =>
      tx.conversations.append(
        id,
        [{ sender: 'system', body: { kind, side, upToSeq: known } }],
        this.clock.now(),
      ),
    );
  }

  /** 有用 or 没用 to one of the bot's answers. A second opinion replaces the first. Errors: `not_found`. */
  async feedback(
    conversation: Pick<ConversationRecord, 'id' | 'visitorId'>,
    answer: { messageSeq: number; helpful: boolean; reason?: string },
  ): Promise<void> {
    const [event] = await this.eventsAfter(conversation.id, answer.messageSeq - 1, 1);
    if (event?.body.kind !== 'botMessage') throw new TongdaError('not_found', 'no such answer');
    await this.store.write((tx) =>
      tx.conversations.append(
        conversation.id,
        [{ sender: `visitor:${conversation.visitorId}`, body: { kind: 'feedback', ...answer } }],
        this.clock.now(),
      ),
    );
  }
}
