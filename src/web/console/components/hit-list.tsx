/** @jsxImportSource react */
import { Alert, Button, Empty, Spin } from 'antd';
import { useCallback } from 'react';
import { timeLabel } from '../../widget/time-label';
import type { Api } from '../api';
import { usePages } from '../pages/use-pages';
import { markedPieces, type MessageHit } from '../state/conversation-pages';
import { SPEAKER_LABELS } from '../state/labels';
import { useMinute } from './clocks';

interface HitListProps {
  api: Api;
  question: string;
  /** Where the message on the screen stands. */
  selected: { id: string; seq: number | undefined } | undefined;
  onSelect: (id: string, seq: number) => void;
}

/** Messages that were found, newest first. */
export function HitList({ api, question, selected, onSelect }: HitListProps) {
  const { items, problem, busy, hasMore, more } = usePages(
    useCallback(
      async (cursor: string | undefined) => {
        const query = new URLSearchParams({ q: question, ...(cursor !== undefined && { cursor }) });
        const { hits, next } = await api.request<{ hits: MessageHit[]; next?: number }>(
          'GET',
          `/messages/search?${query.toString()}`,
        );
        return { items: hits, ...(next !== undefined && { next: String(next) }) };
      },
      [api, question],
    ),
  );
  const now = useMinute();
  return (
    <>
      {problem !== undefined && <Alert type="error" showIcon title={problem} />}
      {!items && busy && <Spin className="inbox-spin" />}
      {items?.length === 0 && !hasMore && <Empty description="没有找到消息" />}
      <ul aria-label="搜索结果" aria-live="polite">
        {items?.map((hit) => {
          const isSelected = hit.conversationId === selected?.id && hit.seq === selected.seq;
          return (
            <li key={`${hit.conversationId} ${hit.seq}`}>
              <button
                type="button"
                className={`chat-row ${isSelected ? 'is-selected' : ''}`}
                aria-current={isSelected ? 'true' : undefined}
                onClick={() => onSelect(hit.conversationId, hit.seq)}
              >
                <span className="chat-row-top">
                  <b>{SPEAKER_LABELS[hit.kind]}</b>
                  <span className="inbox-time">{timeLabel(hit.at, now)}</span>
                </span>
                <span className="hit-text">
                  {markedPieces(hit).map(({ text, marked }, index) =>
                    // oxlint-disable-next-line react/no-array-index-key -- the pieces of a text never change their order
                    marked ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {hasMore && (
        <p className="edge">
          <Button size="small" type="link" loading={busy} onClick={more}>
            更多结果
          </Button>
        </p>
      )}
    </>
  );
}
