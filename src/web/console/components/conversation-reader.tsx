/** @jsxImportSource react */
import { Alert, Button } from 'antd';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { problemOf, type Api } from '../api';
import {
  firstPageOf,
  joined,
  newerPageOf,
  olderPageOf,
  type EventsReply,
  type LogRun,
} from '../state/conversation-pages';
import { channelLabel, OWNER_LABELS } from '../state/labels';
import { foldTranscript } from '../state/transcript';
import { useMinute } from './clocks';
import { BackIcon } from './icons';
import { TranscriptRow } from './transcript-row';

interface ConversationReaderProps {
  api: Api;
  id: string;
  /** A message to show; without one the newest are shown. */
  seq: number | undefined;
  onBack: () => void;
}

/** A conversation to read, not to write in. */
export function ConversationReader({ api, id, seq, onBack }: ConversationReaderProps) {
  const { run, problem, busy, load } = useLogRun(api, id, seq);
  const events = run?.events;
  const transcript = useMemo(() => foldTranscript(events ?? [], ''), [events]);
  const now = useMinute();
  const box = useRef<HTMLDivElement>(null);
  useShownFrom(box, events?.[0]?.seq, seq);
  if (!run) {
    return (
      <section className="chat-pane" aria-label="会话">
        <ReaderHeader title="" facts="" onBack={onBack} />
        {problem === undefined ? (
          <p className="edge">正在读取会话…</p>
        ) : (
          <Alert type="error" banner title={problem} />
        )}
      </section>
    );
  }
  const { customer, channel, owner } = run.conversation;
  const older = olderPageOf(run);
  const newer = newerPageOf(run);
  return (
    <section className="chat-pane" aria-label={`与${customer}的会话`}>
      <ReaderHeader
        title={customer}
        facts={`${channelLabel(channel)} · ${OWNER_LABELS[owner]}`}
        onBack={onBack}
      />
      {problem !== undefined && <Alert type="error" banner title={problem} />}
      <div className="transcript-frame">
        <div className="transcript" ref={box} role="log" aria-label="会话记录" tabIndex={0}>
          <div className="transcript-rows">
            {older !== undefined && <Edge text="更早的记录" busy={busy} onClick={() => load(older)} />}
            {transcript.items.map((item, index) => {
              const row = (
                <TranscriptRow
                  key={item.seq}
                  item={item}
                  before={transcript.items[index - 1]}
                  transcript={transcript}
                  customer={customer}
                  now={now}
                />
              );
              return item.seq === seq ? (
                <div key={item.seq} className="found-message" aria-current="true">
                  {row}
                </div>
              ) : (
                row
              );
            })}
            {newer !== undefined && <Edge text="更新的记录" busy={busy} onClick={() => load(newer)} />}
          </div>
        </div>
      </div>
    </section>
  );
}

function ReaderHeader({ title, facts, onBack }: { title: string; facts: string; onBack: () => void }) {
  return (
    <header className="chat-header">
      <Button
        className="only-narrow"
        type="text"
        icon={<BackIcon />}
        aria-label="返回会话列表"
        onClick={onBack}
      />
      <div className="chat-who">
        <b>{title}</b>
        <span className="quiet">{facts}</span>
      </div>
    </header>
  );
}

function Edge({ text, busy, onClick }: { text: string; busy: boolean; onClick: () => void }) {
  return (
    <p className="edge">
      <Button size="small" type="link" loading={busy} onClick={onClick}>
        {text}
      </Button>
    </p>
  );
}

/** The part of a log that has been loaded, and the way to load a page next to it. */
function useLogRun(api: Api, id: string, seq: number | undefined) {
  const [run, setRun] = useState<LogRun>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const live = useRef(true);
  const load = useCallback(
    (page: string) => {
      setBusy(true);
      setProblem(undefined);
      api
        .request<EventsReply>('GET', `/conversations/${encodeURIComponent(id)}/events${page}`)
        .then(
          (reply) => live.current && setRun((before) => joined(before, reply)),
          (error: unknown) => live.current && setProblem(problemOf(error)),
        )
        .finally(() => live.current && setBusy(false));
    },
    [api, id],
  );
  useEffect(() => {
    live.current = true;
    load(firstPageOf(seq));
    return () => {
      live.current = false;
    };
  }, [load, seq]);
  return { run, problem, busy, load };
}

/** Begins at the message that was looked for, or at the end; older pages do not move what is on the screen. */
function useShownFrom(
  box: React.RefObject<HTMLDivElement | null>,
  firstSeq: number | undefined,
  seq: number | undefined,
): void {
  const before = useRef<{ firstSeq: number; height: number }>(undefined);
  useLayoutEffect(() => {
    const { current } = box;
    if (!current || firstSeq === undefined) return;
    const was = before.current;
    if (!was) {
      const found = current.querySelector('.found-message');
      if (seq !== undefined && found) found.scrollIntoView({ block: 'center' });
      else current.scrollTop = current.scrollHeight;
    } else if (firstSeq < was.firstSeq) current.scrollTop += current.scrollHeight - was.height;
    before.current = { firstSeq, height: current.scrollHeight };
  });
}
