import type { HelloReply, QueueStatus, VisibleEvent, Welcome } from '../../channels/web-chat/schema';
import { afterBatch, afterHello, afterHistory, afterTop, EMPTY_LOG, type EventLog } from './event-log';
import {
  resumed,
  withoutArrived,
  withoutMessage,
  withStatus,
  type OutboxMessage,
  type OutboxStatus,
} from './outbox';
import { foldTranscript, type Transcript } from './transcript';

/** Longest message, in UTF-16 code units; a test keeps it equal to the server's. */
export const MAX_LENGTH = 2000;

/** Everything the page shows. Changed by `reduce` only. */
export interface ChatState {
  /** `online` from the answer to `hello` on; `connecting` only before the first one. */
  connection: 'connecting' | 'online' | 'offline';
  log: EventLog;
  transcript: Transcript;
  outbox: readonly OutboxMessage[];
  welcome?: Welcome;
  queue: QueueStatus | null;
  typing: { bot: boolean; agent: boolean };
  history: 'idle' | 'loading' | 'failed';
  /** Choices of 有用/没用 whose event has not come yet. */
  chosen: Record<number, boolean>;
  /** A message that the server cannot take: its text belongs back into the composer. */
  returned?: { clientId: string; text: string; reason: string };
  /** A short message about something that did not work. */
  notice?: string;
}

export type Action =
  | { type: 'disconnected' }
  | { type: 'welcomed'; reply: HelloReply }
  | { type: 'batch'; events: readonly VisibleEvent[] }
  | { type: 'top'; lastSeq: number }
  | { type: 'typing'; from: 'bot' | 'agent'; on: boolean }
  | { type: 'queue'; status: QueueStatus | null }
  | { type: 'historyAsked' }
  | { type: 'historyFailed' }
  | { type: 'historyLoaded'; before: number; events: readonly VisibleEvent[] }
  | { type: 'written'; message: OutboxMessage }
  | { type: 'moved'; clientId: string; status: OutboxStatus }
  | { type: 'discarded'; clientId: string }
  | { type: 'returned'; clientId: string; reason: string }
  | { type: 'chosen'; messageSeq: number; helpful: boolean | undefined }
  | { type: 'notice'; text: string | undefined };

/** The state of a page that has just opened, with what an earlier page left unsent. */
export function initialState(outbox: readonly OutboxMessage[]): ChatState {
  return {
    connection: 'connecting',
    log: EMPTY_LOG,
    transcript: foldTranscript([]),
    outbox,
    queue: null,
    typing: { bot: false, agent: false },
    history: 'idle',
    chosen: {},
  };
}

/** The next state. Pure: time, storage and network are elsewhere. */
export function reduce(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case 'disconnected':
      return { ...state, connection: 'offline', typing: { bot: false, agent: false } };
    case 'welcomed': {
      const { reply } = action;
      const next = withLog(state, afterHello(state.log, reply));
      const outbox = resumed(next.outbox);
      const queue = reply.queue ?? null;
      // A choice may have been told of in the part that was passed over.
      const chosen = reply.reload ? {} : next.chosen;
      return {
        ...next,
        connection: 'online',
        outbox,
        queue,
        chosen,
        welcome: reply.welcome,
        history: 'idle',
      };
    }
    case 'batch':
      return withLog(state, afterBatch(state.log, action.events));
    case 'top':
      return withLog(state, afterTop(state.log, action.lastSeq));
    case 'typing':
      return { ...state, typing: { ...state.typing, [action.from]: action.on } };
    case 'queue':
      return { ...state, queue: action.status };
    case 'historyAsked':
      return { ...state, history: 'loading' };
    case 'historyFailed':
      return { ...state, history: 'failed' };
    case 'historyLoaded':
      return {
        ...withLog(state, afterHistory(state.log, action.before, action.events)),
        history: 'idle',
      };
    case 'written':
      return { ...state, outbox: [...state.outbox, action.message], returned: undefined, notice: undefined };
    case 'moved':
      return settle({ ...state, outbox: withStatus(state.outbox, action.clientId, action.status) });
    case 'discarded':
      return { ...state, outbox: withoutMessage(state.outbox, action.clientId) };
    case 'returned': {
      const { clientId, reason } = action;
      const text = state.outbox.find((message) => message.clientId === clientId)?.text ?? '';
      return {
        ...state,
        outbox: withoutMessage(state.outbox, clientId),
        returned: { clientId, text, reason },
      };
    }
    case 'chosen': {
      const { [action.messageSeq]: _, ...others } = state.chosen;
      const { helpful } = action;
      return {
        ...state,
        chosen: helpful === undefined ? others : { ...others, [action.messageSeq]: helpful },
      };
    }
    case 'notice':
      return { ...state, notice: action.text };
    default:
      action satisfies never;
      return state;
  }
}

/** Takes out of the outbox what the log has. */
function settle(state: ChatState): ChatState {
  const { outbox, transcript, log } = state;
  return { ...state, outbox: withoutArrived(outbox, transcript.clientIds, log.cursor) };
}

/** The page's own choices of 有用/没用 hold until the log tells of one. */
function withoutTold(chosen: ChatState['chosen'], log: EventLog, cursor: number): ChatState['chosen'] {
  const told = new Set<number>();
  for (const event of log.events) {
    if (event.seq > cursor && 'body' in event && event.body.kind === 'feedback')
      told.add(event.body.messageSeq);
  }
  if (told.size === 0) return chosen;
  return Object.fromEntries(Object.entries(chosen).filter(([seq]) => !told.has(Number(seq))));
}

function withLog(state: ChatState, log: EventLog): ChatState {
  if (log.events === state.log.events) return { ...state, log };
  const transcript = foldTranscript(log.events);
  const before = state.transcript;
  // The loaded part may not tell that the customer is waiting; the server's word then stands.
  const leftQueue =
    transcript.owner === 'agent' || (before.owner === 'queue' && transcript.owner !== 'queue');
  return settle({
    ...state,
    log,
    transcript,
    chosen: withoutTold(state.chosen, log, state.log.cursor),
    // A message ends its writer's typing sign, in case the sign's own end was lost.
    typing: {
      bot: state.typing.bot && transcript.lastBotSeq <= before.lastBotSeq && transcript.owner === 'bot',
      agent: state.typing.agent && transcript.lastAgentSeq <= before.lastAgentSeq,
    },
    queue: leftQueue ? null : state.queue,
  });
}
