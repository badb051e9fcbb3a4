import type { QueueStatus } from '../../../src/channels/web-chat/schema';
import { toVisible } from '../../../src/channels/web-chat/render';
import type { ConversationEvent } from '../../../src/conversation/event';
import { replay } from '../../../src/conversation/tracker';
import { firstSeq, resumeCursor } from '../../../src/web/widget/event-log';
import { initialState, reduce, type Action, type ChatState } from '../../../src/web/widget/state';
import { CONVERSATION } from '../conversation-logs';
import { answerTo, pageBefore, type LogReader } from './log-reader';

const WELCOME = { robotNotice: '', privacyNotice: '', greeting: '', hotQuestions: [] };

/** The customer's page without its face. It wrote everything of the customer in the log. */
export class WidgetReader implements LogReader {
  private state: ChatState = initialState([]);
  private committed = 0;

  constructor(private readonly log: readonly ConversationEvent[]) {}

  connect(committed: number): void {
    this.committed = committed;
    if (this.state.connection === 'online') this.do({ type: 'disconnected' });
    this.hello();
    this.write(committed);
  }

  deliver(events: readonly ConversationEvent[]): void {
    this.do({ type: 'batch', events: structuredClone(events).map(toVisible) });
    if (events.some(({ body }) => body.kind.startsWith('handoff'))) {
      this.do({ type: 'queue', status: this.queue() ?? null });
    }
  }

  top(lastSeq: number): void {
    this.committed = Math.max(this.committed, lastSeq);
    this.do({ type: 'top', lastSeq });
  }

  older(): void {
    const before = firstSeq(this.state.log);
    this.do({ type: 'historyAsked' });
    this.do({ type: 'historyLoaded', before, events: pageBefore(this.log, before).map(toVisible) });
  }

  settle(committed: number): void {
    this.top(committed);
    for (let turn = 0; this.state.log.behind && turn < 5; turn += 1) this.hello();
    // What an old connection left unanswered is sent again, and answered with the seq that it has.
    for (const { clientId, status } of this.state.outbox) {
      const seq = this.log.find((event) => event.clientId === clientId)?.seq;
      if (status.type === 'sent' || seq === undefined || seq > committed) continue;
      this.do({ type: 'moved', clientId, status: { type: 'sent', seq } });
    }
  }

  complete(): void {
    for (let turn = 0; !this.state.log.complete && turn < this.log.length; turn += 1) this.older();
    this.do({ type: 'queue', status: this.queue() ?? null });
  }

  unsent(): readonly unknown[] {
    return this.state.outbox;
  }

  shown(): unknown {
    const { log, transcript, outbox, chosen } = this.state;
    // An unanswered choice of the page stands before what the log says.
    const feedback = { ...transcript.feedback, ...chosen };
    return { log, transcript: { ...transcript, feedback }, outbox, queue: this.state.queue };
  }

  gist(): unknown {
    const { transcript, queue } = this.state;
    return { transcript, queue };
  }

  /** The log and what was written after `committed`: the outbox of a page that goes stale. */
  private write(committed: number): void {
    for (const { seq, clientId, body } of this.log.slice(committed)) {
      // The others were chosen on another page of the customer.
      if (body.kind === 'feedback' && seq % 2 === 0) {
        const { messageSeq, helpful } = body;
        this.do({ type: 'chosen', messageSeq, helpful });
      }
      if (body.kind !== 'customerMessage' || clientId === undefined) continue;
      if (this.state.outbox.some((message) => message.clientId === clientId)) continue;
      const { text } = body;
      this.do({ type: 'written', message: { clientId, text, at: 0, status: { type: 'waiting' } } });
      // Some were acknowledged, some are on their way.
      const status = seq % 2 === 0 ? ({ type: 'sent', seq } as const) : ({ type: 'sending' } as const);
      this.do({ type: 'moved', clientId, status });
    }
  }

  private hello(): void {
    const { events, reload } = answerTo(this.log, this.committed, resumeCursor(this.state.log)?.lastSeq);
    this.do({
      type: 'welcomed',
      reply: {
        conversationId: CONVERSATION,
        logEpoch: 'e1',
        lastSeq: this.committed,
        reload,
        events: events.map(toVisible),
        welcome: WELCOME,
        queue: this.queue(),
      },
    });
  }

  private queue(): QueueStatus | undefined {
    return replay(this.log.slice(0, this.committed)).owner === 'queue' ? { ahead: 0 } : undefined;
  }

  private do(action: Action): void {
    this.state = reduce(this.state, action);
  }
}
