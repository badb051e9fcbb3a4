import type { DeskChat, DeskState, QueueSize } from '../../../channels/agent-desk/schema';
import type { Presence } from '../../../handoff/handoff';
import type { ConversationEvent } from '../../../conversation/event';
import { afterBatch, afterHistory, afterOpen, afterTop, type ChatLog, type OpenReply } from './chat-log';
import { newChatView, withLog, type ChatView } from './chat-view';
import {
  recalled,
  resumed,
  withoutArrived,
  withStatus,
  type Outbox,
  type OutMessage,
  type OutStatus,
} from './outbox';

/** All that the console knows of the agent's work. */
export interface DeskView {
  connection: 'connecting' | 'online' | 'offline';
  /** As the server sent it last; undefined before the first answer. */
  desk?: DeskState;
  /** The server's clock minus ours, in ms. */
  clockOffsetMs: number;
  /** By handoff id: the listed chats, and those left behind that are still shown or have something unsent. */
  chats: Record<string, ChatView>;
  outbox: Outbox;
  /** The presence that was chosen on this page last. */
  chosen?: Presence['state'];
  /** The server has made an agent who was online 小休, as it does when an offer was left alone. */
  takenOff: boolean;
}

/** What can happen to the desk: the server’s words, the agent’s deeds and the fate of each message. */
export type Action =
  | { type: 'disconnected' }
  | { type: 'welcomed'; desk: DeskState; now: number }
  | { type: 'desk'; desk: DeskState; now: number }
  | { type: 'queue'; size: QueueSize }
  | { type: 'presenceChosen'; state: Presence['state'] }
  | { type: 'opened'; conversationId: string; reply: OpenReply }
  | { type: 'batch'; conversationId: string; events: readonly ConversationEvent[] }
  | { type: 'top'; conversationId: string; lastSeq: number }
  | { type: 'typing'; conversationId: string; on: boolean }
  | { type: 'historyAsked' | 'historyFailed'; conversationId: string }
  | { type: 'historyLoaded'; conversationId: string; before: number; events: readonly ConversationEvent[] }
  | { type: 'read'; conversationId: string; upToSeq: number }
  | { type: 'notice'; handoffId: string; text: string | undefined }
  | { type: 'left'; handoffId: string }
  | { type: 'written'; message: OutMessage }
  | { type: 'moved'; clientId: string; status: OutStatus }
  | { type: 'discarded'; clientId: string }
  | { type: 'recalled'; handoffId: string; fence: number; reason: string };

/** The state of a console that has just opened, with what an earlier page left unsent. */
export function initialState(outbox: Outbox): DeskView {
  return { connection: 'connecting', clockOffsetMs: 0, chats: {}, outbox, takenOff: false };
}

/** The next state. Pure: time, storage and network are elsewhere. */
export function reduce(state: DeskView, action: Action): DeskView {
  switch (action.type) {
    case 'disconnected':
      return mapChats({ ...state, connection: 'offline' }, (view) => ({ ...view, typing: false }));
    case 'welcomed':
      return withDesk(
        { ...state, connection: 'online', outbox: resumed(state.outbox) },
        action.desk,
        action.now,
      );
    case 'desk':
      return withDesk(state, action.desk, action.now);
    case 'queue':
      return { ...state, desk: state.desk && { ...state.desk, waitingSince: undefined, ...action.size } };
    case 'presenceChosen':
      return { ...state, chosen: action.state };
    case 'opened':
      return inLog(state, action.conversationId, (log) => afterOpen(log, action.reply));
    case 'batch':
      return inLog(state, action.conversationId, (log) => afterBatch(log, action.events));
    case 'top':
      return inLog(state, action.conversationId, (log) => afterTop(log, action.lastSeq));
    case 'typing':
      return inConversation(state, action.conversationId, (view) => ({ ...view, typing: action.on }));
    case 'historyAsked':
      return inConversation(state, action.conversationId, (view) => ({ ...view, history: 'loading' }));
    case 'historyFailed':
      return inConversation(state, action.conversationId, (view) => ({ ...view, history: 'failed' }));
    case 'historyLoaded': {
      const { conversationId, before, events } = action;
      const next = inLog(state, conversationId, (log) => afterHistory(log, before, events));
      return inConversation(next, conversationId, (view) => ({ ...view, history: 'idle' }));
    }
    case 'read':
      return inConversation(state, action.conversationId, (view) => ({
        ...view,
        readUpTo: Math.max(view.readUpTo, action.upToSeq),
      }));
    case 'notice':
      return inChat(state, action.handoffId, (view) => ({ ...view, notice: action.text }));
    case 'left': {
      const { [action.handoffId]: _, ...chats } = state.chats;
      return { ...state, chats };
    }
    case 'written':
      return inChat(
        { ...state, outbox: [...state.outbox, action.message] },
        action.message.handoffId,
        (view) => ({ ...view, notice: undefined }),
      );
    case 'moved':
      return settle({ ...state, outbox: withStatus(state.outbox, action.clientId, action.status) });
    case 'discarded':
      return { ...state, outbox: state.outbox.filter((message) => message.clientId !== action.clientId) };
    case 'recalled': {
      const { handoffId, fence, reason } = action;
      const back = new Set(recalled(state.outbox, handoffId, fence));
      const outbox = state.outbox.filter((message) => !back.has(message));
      return inChat({ ...state, outbox }, handoffId, (view) => ({ ...view, notice: reason }));
    }
    default:
      action satisfies never;
      return state;
  }
}

/** A view of a conversation, which may be in two handoffs at once: one to wrap up and the next. */
export function viewOf(state: DeskView, conversationId: string): ChatView | undefined {
  return Object.values(state.chats).find((view) => view.chat.conversationId === conversationId);
}

function withDesk(state: DeskView, desk: DeskState, now: number): DeskView {
  const listed = new Map([...desk.chats, ...desk.offers].map((chat) => [chat.handoffId, chat]));
  const chats: Record<string, ChatView> = {};
  for (const [id, view] of Object.entries(state.chats)) {
    if (!listed.has(id)) chats[id] = { ...view, listed: false };
  }
  for (const [id, chat] of listed) {
    chats[id] = relisted(state.chats[id], viewOf(state, chat.conversationId), chat);
  }
  const was = state.desk?.presence.state;
  const is = desk.presence.state;
  const takenOff = is === 'away' && (state.takenOff || (was === 'online' && state.chosen !== 'away'));
  return { ...state, desk, clockOffsetMs: desk.now - now, chats, takenOff };
}

function relisted(view: ChatView | undefined, sibling: ChatView | undefined, chat: DeskChat): ChatView {
  // The conversation's log is the same in its next handoff.
  if (!view) return { ...(sibling ?? newChatView(chat)), chat, listed: true, notice: undefined };
  // Under a new fence an old complaint has lost its subject.
  const notice = view.chat.fence === chat.fence ? view.notice : undefined;
  return { ...view, chat, listed: true, notice };
}

function inChat(state: DeskView, handoffId: string, change: (view: ChatView) => ChatView): DeskView {
  const view = state.chats[handoffId];
  return view ? { ...state, chats: { ...state.chats, [handoffId]: change(view) } } : state;
}

function inConversation(state: DeskView, id: string, change: (view: ChatView) => ChatView): DeskView {
  return mapChats(state, (view) => (view.chat.conversationId === id ? change(view) : view));
}

function inLog(state: DeskView, id: string, change: (log: ChatLog) => ChatLog): DeskView {
  const meId = state.desk?.me.id ?? '';
  const next = inConversation(state, id, (view) => withLog(view, change(view.log), meId));
  const arrived = viewOf(next, id)?.transcript.clientIds ?? new Set();
  return settle({ ...next, outbox: withoutArrived(next.outbox, arrived) });
}

/** An acknowledged message whose seq the log has passed is in the log, whoever's page wrote it. */
function settle(state: DeskView): DeskView {
  const outbox = state.outbox.filter(
    ({ status, conversationId }) =>
      status.type !== 'sent' || status.seq > (viewOf(state, conversationId)?.log.cursor ?? Infinity),
  );
  return outbox.length === state.outbox.length ? state : { ...state, outbox };
}

function mapChats(state: DeskView, change: (view: ChatView) => ChatView): DeskView {
  const chats = Object.fromEntries(Object.entries(state.chats).map(([id, view]) => [id, change(view)]));
  return { ...state, chats };
}
