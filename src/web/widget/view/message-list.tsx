import { Fragment } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatClient } from '../chat-client';
import { firstSeq } from '../event-log';
import type { ChatState } from '../state';
import type { TranscriptItem } from '../transcript';
import { OutboxBubble } from './customer-bubble';
import { DownIcon } from './icons';
import { ScrollKeeper } from './scroll-keeper';
import { TimeBetween, TranscriptRow } from './transcript-row';
import { TypingRow } from './typing-row';
import { WelcomeCard } from './welcome-card';

interface MessageListProps {
  state: ChatState;
  client: ChatClient;
  /** The time that 昨天 is reckoned from, in ms. */
  now: number;
}

/** The chat itself: what stands before it, the log, what is still unsent, and who is typing. */
export function MessageList({ state, client, now }: MessageListProps) {
  const { transcript, outbox, welcome, log, history, typing } = state;
  const box = useRef<HTMLDivElement>(null);
  const [missed, setMissed] = useState(0);
  const [keeper] = useState(
    () =>
      new ScrollKeeper({
        onTop: () => void client.loadHistory(),
        onSeen: (seq) => client.markRead(seq),
        onMissed: setMissed,
      }),
  );
  useLayoutEffect(() => {
    if (box.current) keeper.attach(box.current);
    return () => keeper.detach();
  }, [keeper]);
  useLayoutEffect(() => {
    keeper.drawn({
      isEmpty: transcript.items.length === 0 && outbox.length === 0,
      firstSeq: firstSeq(log),
      lastStaffSeq: Math.max(transcript.lastBotSeq, transcript.lastAgentSeq),
      lastWrittenAt: outbox.at(-1)?.at ?? 0,
    });
  }, [keeper, log, transcript, outbox, typing, welcome]);
  return (
    <main class="messages-place">
      <div
        class="messages"
        ref={box}
        onScroll={() => keeper.scrolled()}
        // Reachable by keyboard, so that it can be scrolled without a pointer.
        tabIndex={0}
        role="log"
        aria-label="聊天记录"
        aria-live="polite"
        aria-relevant="additions"
        aria-busy={state.connection === 'connecting' || history === 'loading'}
      >
        <div class="messages-inner">
          {state.connection === 'connecting' && <p class="time">正在连接…</p>}
          {welcome && !log.complete && (
            <button
              type="button"
              class="button-quiet is-history"
              disabled={history === 'loading'}
              onClick={() => void client.loadHistory()}
            >
              {history === 'loading'
                ? '正在加载…'
                : history === 'failed'
                  ? '加载失败，点击重试'
                  : '查看更早的消息'}
            </button>
          )}
          {welcome && log.complete && <WelcomeCard welcome={welcome} onAsk={(text) => client.send(text)} />}
          {transcript.items.map((item, index) => (
            <Fragment key={keyOf(item)}>
              <TimeBetween before={transcript.items[index - 1]?.at} at={item.at} now={now} />
              <TranscriptRow item={item} state={state} client={client} />
            </Fragment>
          ))}
          {outbox.map((message) => (
            <Fragment key={message.clientId}>
              <div class="row is-customer">
                <OutboxBubble
                  message={message}
                  onRetry={() => client.retry(message.clientId)}
                  onDiscard={() => client.discard(message.clientId)}
                />
              </div>
            </Fragment>
          ))}
          {typing.agent && <TypingRow from="agent" />}
          {typing.bot && !typing.agent && <TypingRow from="bot" />}
        </div>
      </div>
      {missed > 0 && (
        <button type="button" class="new-pill" onClick={() => keeper.toBottom()}>
          <DownIcon />
          {missed > 1 ? `${missed} 条新消息` : '新消息'}
        </button>
      )}
    </main>
  );
}

/** A message keeps its place on the page when it moves from the outbox to the log. */
function keyOf(item: TranscriptItem): string | number {
  return item.type === 'customer' ? (item.clientId ?? item.seq) : item.seq;
}
