/** @jsxImportSource react */
import { Alert, Button, Empty, Select, Spin, Tag } from 'antd';
import { useCallback, useState } from 'react';
import { timeLabel } from '../../widget/time-label';
import type { Api } from '../api';
import { usePages } from '../pages/use-pages';
import type { InboxItem } from '../state/conversation-pages';
import { channelLabel, OWNER_LABELS } from '../state/labels';
import { useMinute } from './clocks';

interface InboxListProps {
  api: Api;
  selected: string | undefined;
  onSelect: (id: string) => void;
}

const OWNER_OPTIONS = Object.entries(OWNER_LABELS).map(([value, label]) => ({ value, label }));
const CHANNEL_OPTIONS = ['web', 'rest'].map((value) => ({ value, label: channelLabel(value) }));

/** All conversations, newest activity first. */
export function InboxList({ api, selected, onSelect }: InboxListProps) {
  const [owner, setOwner] = useState<string>();
  const [channel, setChannel] = useState<string>();
  const { items, problem, busy, hasMore, more, reload } = usePages(
    useCallback(
      async (cursor: string | undefined) => {
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries({ owner, channel, cursor }))
          if (value) query.set(name, value);
        const reply = await api.request<{ conversations: InboxItem[]; next?: string }>(
          'GET',
          `/conversations?${query.toString()}`,
        );
        return { items: reply.conversations, next: reply.next };
      },
      [api, owner, channel],
    ),
  );
  const now = useMinute();
  return (
    <>
      <div className="inbox-filters">
        <Select
          aria-label="归属"
          placeholder="全部归属"
          allowClear
          options={OWNER_OPTIONS}
          value={owner}
          onChange={setOwner}
        />
        <Select
          aria-label="渠道"
          placeholder="全部渠道"
          allowClear
          options={CHANNEL_OPTIONS}
          value={channel}
          onChange={setChannel}
        />
        <Button onClick={reload} loading={busy && items !== undefined}>
          刷新
        </Button>
      </div>
      {problem !== undefined && <Alert type="error" showIcon title={problem} />}
      {!items && busy && <Spin className="inbox-spin" />}
      {items?.length === 0 && <Empty description="没有会话" />}
      <ul aria-label="会话列表">
        {items?.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              className={`chat-row ${item.id === selected ? 'is-selected' : ''}`}
              aria-current={item.id === selected ? 'true' : undefined}
              onClick={() => onSelect(item.id)}
            >
              <span className="chat-row-top">
                <b>{item.customer}</b>
                {item.owner !== 'bot' && (
                  <Tag color={item.owner === 'queue' ? 'warning' : 'processing'}>
                    {OWNER_LABELS[item.owner]}
                  </Tag>
                )}
                <span className="inbox-time">
                  {channelLabel(item.channel)} · {timeLabel(item.updatedAt, now)}
                </span>
              </span>
              <span className="chat-row-text inbox-text">{item.lastText}</span>
            </button>
          </li>
        ))}
      </ul>
      {hasMore && (
        <p className="edge">
          <Button size="small" type="link" loading={busy} onClick={more}>
            更多会话
          </Button>
        </p>
      )}
    </>
  );
}
