/** @jsxImportSource react */
import type { ReactNode } from 'react';
import type { BotContent } from '../../../conversation/event';
import { linkPieces } from '../../widget/link-pieces';
import { timeLabel } from '../../widget/time-label';
import { OUTCOME_LABELS } from '../state/labels';
import { markOf, type Transcript, type TranscriptItem } from '../state/transcript';

/** What one writer says within this time stands under one name. */
const RUN_MS = 3 * 60_000;
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
  const goesOn = before !== undefined && before.type === item.type && item.at - before.at < RUN_MS;
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
          {turnText(item)}
        </p>
      );
    case 'customer':
      return (
        <Bubble
          kind="customer"
          seq={item.seq}
          head={goesOn ? undefined : customer}
          time={time}
          text={item.text}
          foot={item.whileWaiting && <span className="while-waiting">等待时写的</span>}
        />
      );
    case 'bot':
      return (
        <Bubble
          kind="bot"
          head={goesOn ? undefined : '机器人'}
          time={time}
          text={item.content.text}
          foot={botFoot(item.content)}
        />
      );
    case 'agent':
      if (!item.mine) return <Bubble kind="agent" head={item.name} time={time} text={item.text} />;
      return (
        <Bubble kind="me" text={item.text} foot={<Mark mark={markOf(transcript, item.seq)} time={time} />} />
      );
    case 'note':
      return (
        <Bubble
          kind="note"
          head={item.mine ? '内部备注' : `内部备注 · ${item.name}`}
          time={time}
          text={item.text}
        />
      );
    default:
      item satisfies never;
      return null;
  }
}

function turnText({ intent, confidence, outcome }: Extract<TranscriptItem, { type: 'turn' }>): string {
  const result = OUTCOME_LABELS[outcome] ?? outcome;
  return intent === undefined ? result : `意图 ${intent} ${confidence?.toFixed(2) ?? ''} · ${result}`;
}

function botFoot({ article, buttons }: BotContent): ReactNode {
  if (!article && !buttons?.length) return undefined;
  return (
    <>
      {article && <span>出自《{article.title}》</span>}
      {buttons && buttons.length > 0 && (
        <span>选项：{buttons.map((button) => button.label).join(' / ')}</span>
      )}
    </>
  );
}

function Mark({ mark, time }: { mark: keyof typeof MARKS; time: string }) {
  return (
    <>
      <span className={`mark is-${mark}`}>{MARKS[mark]}</span>
      <time>{time}</time>
    </>
  );
}

interface BubbleProps {
  kind: 'customer' | 'bot' | 'me' | 'agent' | 'note';
  /** Set for what the customer said: seeing it is reading it. */
  seq?: number;
  /** Who said it; undefined where the line above says it. */
  head?: string;
  time?: string;
  text: string;
  foot?: ReactNode;
}

function Bubble({ kind, seq, head, time, text, foot }: BubbleProps) {
  return (
    <div className={`message is-${kind}`} data-seq={seq}>
      {head !== undefined && (
        <span className="message-name">
          {head} <time>{time}</time>
        </span>
      )}
      <div className="bubble" title={time}>
        <MessageText text={text} />
      </div>
      {foot && <span className="message-foot">{foot}</span>}
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
