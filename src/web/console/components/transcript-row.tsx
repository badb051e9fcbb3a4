/** @jsxImportSource react */
import type { ReactNode } from 'react';
import { linkPieces } from '../../widget/link-pieces';
import { timeLabel } from '../../widget/time-label';
import { OUTCOME_LABELS } from '../state/labels';
import { markOf, type Transcript, type TranscriptItem } from '../state/transcript';

const MARKS = { sent: '已发送', delivered: '已送达', read: '已读' } as const;

interface TranscriptRowProps {
  item: TranscriptItem;
  /** The item above it: a run of one writer says the name once. */
  before: TranscriptItem | undefined;
  transcript: Transcript;
  customer: string;
  /** In ms. */
  now: number;
}

/** One line of the conversation. */
export function TranscriptRow({ item, before, transcript, customer, now }: TranscriptRowProps) {
  const time = timeLabel(item.at, now);
  switch (item.type) {
    case 'system':
      return (
        <p className="line">
          {item.text} <time>{time}</time>
        </p>
      );
    case 'turn':
      return (
        <p className="turn" title={item.reason}>
          {item.intent !== undefined && `意图 ${item.intent} `}
          {item.confidence !== undefined && `${item.confidence.toFixed(2)} `}
          {item.intent !== undefined && '· '}
          {OUTCOME_LABELS[item.outcome] ?? item.outcome}
        </p>
      );
    case 'customer':
      return (
        <Bubble
          kind="customer"
          seq={item.seq}
          name={before?.type === 'customer' ? undefined : customer}
          time={time}
          text={item.text}
        >
          {item.whileWaiting && <span className="while-waiting">等待时写的</span>}
        </Bubble>
      );
    case 'bot': {
      const { text, buttons, article } = item.content;
      return (
        <Bubble kind="bot" name="机器人" time={time} text={text}>
          {article && <span>出自《{article.title}》</span>}
          {buttons && buttons.length > 0 && (
            <span>选项：{buttons.map((button) => button.label).join(' / ')}</span>
          )}
        </Bubble>
      );
    }
    case 'agent':
      return (
        <Bubble
          kind={item.mine ? 'me' : 'agent'}
          name={item.mine ? undefined : item.name}
          time={time}
          text={item.text}
        >
          {item.mine && <Mark mark={markOf(transcript, item.seq)} />}
        </Bubble>
      );
    case 'note':
      return (
        <Bubble
          kind="note"
          name={item.mine ? '内部备注' : `内部备注 · ${item.name}`}
          time={time}
          text={item.text}
        />
      );
    default:
      item satisfies never;
      return null;
  }
}

function Mark({ mark }: { mark: keyof typeof MARKS }) {
  return <span className={`mark is-${mark}`}>{MARKS[mark]}</span>;
}

interface BubbleProps {
  kind: 'customer' | 'bot' | 'me' | 'agent' | 'note';
  /** Set for what the customer said: seeing it is reading it. */
  seq?: number;
  name?: string;
  time: string;
  text: string;
  children?: ReactNode;
}

function Bubble({ kind, seq, name, time, text, children }: BubbleProps) {
  return (
    <div className={`message is-${kind}`} data-seq={seq}>
      {name !== undefined && <span className="message-name">{name}</span>}
      <div className="bubble">
        <MessageText text={text} />
      </div>
      <span className="message-foot">
        {children} <time>{time}</time>
      </span>
    </div>
  );
}

/** A text with its addresses as links; nothing else in it is markup. */
export function MessageText({ text }: { text: string }) {
  return linkPieces(text).map((piece, index) =>
    piece.href === undefined ? (
      piece.text
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- the pieces of a text never change their order
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer">
        {piece.text}
      </a>
    ),
  );
}
