import type { DeskChat } from '../../../channels/agent-desk/schema';
import { EMPTY_LOG, type ChatLog } from './chat-log';
import { foldTranscript, type Transcript } from './transcript';

/** A chat with all that the desk knows of it. */
export interface ChatView {
  /** As the server listed it last. */
  chat: DeskChat;
  /** Whether the server lists it still: offered to me, or mine. */
  listed: boolean;
  log: ChatLog;
  transcript: Transcript;
  /** Whether the customer is typing. */
  typing: boolean;
  history: 'idle' | 'loading' | 'failed';
  /** How far this desk has told that it has read. */
  readUpTo: number;
  /** What the agent must know about this chat, such as drafts that came back. */
  notice?: string;
}

/** A chat of which nothing has been loaded. */
export function newChatView(chat: DeskChat): ChatView {
  return {
    chat,
    listed: true,
    log: EMPTY_LOG,
    transcript: foldTranscript([], ''),
    typing: false,
    history: 'idle',
    readUpTo: 0,
  };
}

/** Takes a new log; the transcript is folded anew only if the events are others. */
export function withLog(view: ChatView, log: ChatLog, meId: string): ChatView {
  if (log.events === view.log.events) return { ...view, log };
  const transcript = foldTranscript(log.events, meId);
  // A message ends its writer's typing sign, in case the sign's own end was lost.
  const typing = view.typing && transcript.lastCustomerSeq <= view.transcript.lastCustomerSeq;
  return { ...view, log, transcript, typing };
}

/**
 * Customer messages that the staff has not read: counted in the loaded log once there is one, since the server's
 * number comes later than the messages and the marks.
 */
export function unreadOf(view: ChatView): number {
  if (view.log.logEpoch === undefined) return view.chat.unread;
  const read = Math.max(view.readUpTo, view.transcript.staffRead);
  return view.transcript.items.filter((item) => item.type === 'customer' && item.seq > read).length;
}

/** What the list shows of a chat: the newest thing that was said. */
export function lastTextOf(view: ChatView): string {
  const last = view.transcript.items.findLast(
    (item) => item.type === 'customer' || item.type === 'agent' || item.type === 'bot',
  );
  if (last?.type === 'bot') return last.content.text;
  if (last?.type === 'customer') return last.text;
  if (last?.type === 'agent') return last.mine ? `我：${last.text}` : `${last.name}：${last.text}`;
  return view.chat.lastText;
}

/** When the customer began to wait for an answer: the first message since the agent's last word. */
export function waitingForReplySince(view: ChatView): number | undefined {
  if (view.chat.state !== 'assigned') return undefined;
  let since: number | undefined;
  for (const item of view.transcript.items) {
    if (item.type === 'agent') since = undefined;
    if (item.type === 'customer') since ??= item.at;
  }
  if (since === undefined) return undefined;
  // Before the chat was taken, the customer waited for the queue and not for this agent.
  return Math.max(since, view.chat.assignedAt ?? since);
}
