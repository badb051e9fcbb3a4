import { toDeskChat } from '../../../src/channels/agent-desk/render';
import type { DeskState } from '../../../src/channels/agent-desk/schema';
import type { ConversationEvent } from '../../../src/conversation/event';
import { replay, type Tracker } from '../../../src/conversation/tracker';
import type { HandoffId } from '../../../src/conversation/id';
import { firstSeq, isBehind } from '../../../src/web/console/state/chat-log';
import {
  lastTextOf,
  unreadOf,
  waitingForReplySince,
  type ChatView,
} from '../../../src/web/console/state/chat-view';
import {
  initialState,
  reduce,
  viewOf,
  type Action,
  type DeskView,
} from '../../../src/web/console/state/desk-state';
import { CONVERSATION } from '../conversation-logs';
import { AGENT_ID } from '../event-makers';
import { answerTo, pageBefore, type LogReader } from './log-reader';

/** The agent's console without its face, with one chat on the desk whose every agent message this page wrote. */
export class ConsoleReader implements LogReader {
  private state: DeskView = initialState([]);
  private committed = 0;

  constructor(private readonly log: readonly ConversationEvent[]) {}

  connect(committed: number): void {
    this.committed = committed;
    if (this.state.connection === 'online') this.do({ type: 'disconnected' });
    this.do({ type: 'welcomed', desk: this.desk(), now: 0 });
    this.leave();
    this.open();
    this.write(committed);
  }

  deliver(events: readonly ConversationEvent[]): void {
    this.do({ type: 'batch', conversationId: CONVERSATION, events: structuredClone(events) });
    this.list();
  }

  top(lastSeq: number): void {
    this.committed = Math.max(this.committed, lastSeq);
    this.do({ type: 'top', conversationId: CONVERSATION, lastSeq });
    this.list();
  }

  older(): void {
    const before = firstSeq(this.view.log);
    const events = pageBefore(this.log, before);
    this.do({ type: 'historyLoaded', conversationId: CONVERSATION, before, events });
  }

  settle(committed: number): void {
    this.top(committed);
    for (let turn = 0; isBehind(this.view.log) && turn < 5; turn += 1) this.open();
    // What an old connection left unanswered is sent again, and answered with the seq that it has.
    for (const { clientId } of this.state.outbox) {
      const seq = this.log.find((event) => event.clientId === clientId)?.seq ?? 0;
      if (seq <= committed) this.do({ type: 'moved', clientId, status: { type: 'sent', seq } });
    }
  }

  complete(): void {
    for (let turn = 0; !this.view.log.complete && turn < this.log.length; turn += 1) this.older();
  }

  unsent(): readonly unknown[] {
    return this.state.outbox;
  }

  shown(): unknown {
    const { chats, outbox, desk, takenOff } = this.state;
    const shown = Object.entries(chats).map(([id, view]) => {
      const { chat, listed, log, transcript, history } = view;
      return { id, chat, listed, log, transcript, history, ...figures(view) };
    });
    return { chats: shown, outbox, desk, takenOff };
  }

  gist(): unknown {
    const { transcript, chat } = this.view;
    return { transcript, chat, ...figures(this.view) };
  }

  private get view(): ChatView {
    const view = viewOf(this.state, CONVERSATION);
    if (!view) throw new Error('the chat is not on the desk');
    return view;
  }

  /** The agent's messages after `committed` go into the outbox, and what the staff will have read is read. */
  private write(committed: number): void {
    for (const { seq, at, clientId, body } of this.log.slice(committed)) {
      if (body.kind === 'read' && body.side === 'staff') {
        this.do({ type: 'read', conversationId: CONVERSATION, upToSeq: body.upToSeq });
      }
      const isOwn = body.kind === 'agentMessage' || body.kind === 'note';
      if (!isOwn || clientId === undefined) continue;
      if (this.state.outbox.some((message) => message.clientId === clientId)) continue;
      this.do({
        type: 'written',
        message: {
          clientId,
          conversationId: CONVERSATION,
          kind: body.kind === 'note' ? 'note' : 'reply',
          handoffId: body.handoffId,
          fence: 0,
          text: body.text,
          at,
          status: seq % 2 === 0 ? { type: 'sent', seq } : { type: 'sending' },
        },
      });
    }
  }

  private open(): void {
    const { cursor } = this.view.log;
    const reply = answerTo(this.log, this.committed, cursor === 0 ? undefined : cursor);
    this.do({ type: 'opened', conversationId: CONVERSATION, reply: { ...reply, logEpoch: 'e1' } });
  }

  private list(): void {
    this.do({ type: 'desk', desk: this.desk(), now: 0 });
    this.leave();
  }

  /** As the desk's client does: what is no longer listed and not on the screen is forgotten. */
  private leave(): void {
    for (const [handoffId, { listed }] of Object.entries(this.state.chats)) {
      if (!listed) this.do({ type: 'left', handoffId });
    }
  }

  private desk(): DeskState {
    const tracker = replay(this.log.slice(0, this.committed));
    return {
      me: { id: AGENT_ID, displayName: '小王', permissions: ['chat.take', 'chat.supervise'] },
      presence: {
        agentId: AGENT_ID,
        agentName: '小王',
        state: 'online',
        capacity: 3,
        load: 1,
        leaseUntil: 0,
      },
      offers: [],
      chats: [toDeskChat(handoffOf(tracker), tracker, true)],
      waiting: 0,
      now: 0,
    };
  }

  private do(action: Action): void {
    this.state = reduce(this.state, action);
  }
}

function figures(view: ChatView) {
  return { unread: unreadOf(view), lastText: lastTextOf(view), waitingSince: waitingForReplySince(view) };
}

/** The newest handoff as its row would be; a chat without one is on the desk all the same. */
function handoffOf(tracker: Tracker): Parameters<typeof toDeskChat>[0] {
  const { id, state, fence } = tracker.handoff ?? { id: 'none' as HandoffId, state: 'assigned', fence: 0 };
  return {
    id,
    state,
    fence,
    conversationId: CONVERSATION,
    channel: 'web',
    reason: 'asked',
    summary: { reason: 'asked', utterance: '', entities: [], tried: [] },
    priority: 0,
    requestedAt: 0,
    queuedAt: 0,
    passedBy: {},
  };
}
