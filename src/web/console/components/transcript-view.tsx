/** @jsxImportSource react */
import { Button } from 'antd';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { TranscriptReader } from '../desk/transcript-reader';
import { firstSeq } from '../state/chat-log';
import type { ChatView } from '../state/chat-view';
import { useMinute } from './clocks';
import { useDesk, useDeskView } from './desk-context';
import { PendingRow } from './pending-row';
import { TranscriptRow } from './transcript-row';

/** The whole conversation; older pages come in as the agent scrolls up, and what is on the screen counts as read. */
export function TranscriptView({ view }: { view: ChatView }) {
  const { client } = useDesk();
  const { outbox } = useDeskView();
  const { conversationId, handoffId, state } = view.chat;
  const { transcript, log } = view;
  const { items } = transcript;
  const pending = outbox.filter((message) => message.handoffId === handoffId);
  const box = useRef<HTMLDivElement>(null);
  const [missed, setMissed] = useState(0);
  const [reader] = useState(() => new TranscriptReader(client, conversationId, setMissed));
  const now = useMinute();
  const reads = view.listed && (state === 'assigned' || state === 'wrapUp');

  useEffect(() => reader.known(transcript.staffRead), [reader, transcript.staffRead]);
  useEffect(() => reader.count(reads), [reader, reads]);
  useEffect(() => {
    if (!box.current) return undefined;
    reader.keeper.attach(box.current);
    return () => reader.keeper.detach();
  }, [reader]);
  useLayoutEffect(() => {
    reader.keeper.drawn({
      isEmpty: items.length === 0,
      firstSeq: firstSeq(log),
      lastStaffSeq: transcript.lastCustomerSeq,
      lastWrittenAt: pending.at(-1)?.at ?? 0,
    });
  });
  // A first page that does not fill the screen cannot be scrolled: the one before it comes by itself.
  useEffect(() => {
    const { current } = box;
    if (current && items.length > 0 && current.scrollHeight <= current.clientHeight) {
      client.loadHistory(conversationId);
    }
  }, [client, conversationId, items.length]);

  return (
    <div className="transcript-frame">
      <div
        className="transcript"
        ref={box}
        onScroll={() => reader.keeper.scrolled()}
        role="log"
        aria-label="会话记录"
        tabIndex={0}
      >
        <div className="transcript-rows">
          <HistoryEdge view={view} onMore={() => client.loadHistory(conversationId)} />
          {items.map((item, index) => (
            <TranscriptRow
              key={item.seq}
              item={item}
              before={items[index - 1]}
              transcript={transcript}
              customer={view.chat.customer}
              now={now}
            />
          ))}
          {pending.map((message) => (
            <PendingRow key={message.clientId} message={message} />
          ))}
          {view.typing && <p className="typing">顾客正在输入…</p>}
        </div>
      </div>
      {missed > 0 && (
        <Button
          className="missed"
          size="small"
          shape="round"
          type="primary"
          onClick={() => reader.keeper.toBottom()}
        >
          {missed} 条新消息
        </Button>
      )}
    </div>
  );
}

function HistoryEdge({ view, onMore }: { view: ChatView; onMore: () => void }) {
  const { log, history } = view;
  if (log.logEpoch === undefined) return <p className="edge">正在读取会话…</p>;
  if (log.complete) return null;
  if (history === 'loading') return <p className="edge">正在读取更早的记录…</p>;
  return (
    <p className="edge">
      <Button size="small" type="link" onClick={onMore}>
        {history === 'failed' ? '没有读取成功，重试' : '更早的记录'}
      </Button>
    </p>
  );
}
