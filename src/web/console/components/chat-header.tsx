/** @jsxImportSource react */
import { App, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import type { ChatView } from '../state/chat-view';
import { channelLabel, CHAT_STATE_LABELS } from '../state/labels';
import { navigate } from '../route';
import { Elapsed } from './clocks';
import { useDesk, useDeskView } from './desk-context';
import { BackIcon, BookIcon } from './icons';
import { ReasonTag } from './reason-tag';
import { useShortcuts } from './use-shortcuts';

interface ChatHeaderProps {
  view: ChatView;
  /** Shows the panel, where there is no room for it beside the chat. */
  onPanel: () => void;
}

/** Who it is, since when, and how it can end. */
export function ChatHeader({ view, onPanel }: ChatHeaderProps) {
  const { client } = useDesk();
  const { connection } = useDeskView();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [ending, setEnding] = useState(false);
  const { chat, listed } = view;
  const assigned = listed && chat.state === 'assigned';
  const run = async (act: () => Promise<string | undefined>): Promise<void> => {
    setBusy(true);
    const problem = await act();
    setBusy(false);
    if (problem !== undefined) void message.warning(problem);
  };
  useShortcuts({ KeyE: assigned ? () => setEnding(true) : undefined });
  const off = busy || connection !== 'online';
  return (
    <header className="chat-header">
      <Button
        className="only-narrow"
        type="text"
        icon={<BackIcon />}
        aria-label="返回会话列表"
        onClick={() => navigate({ page: 'desk' })}
      />
      <div className="chat-who">
        <b>{chat.customer}</b>
        <span className={`presence ${chat.customerConnected ? 'is-here' : ''}`}>
          <span className={`dot ${chat.customerConnected ? 'is-online' : 'is-offline'}`} />
          {chat.customerConnected ? '在线' : '已离开'}
        </span>
        <ReasonTag reason={chat.reason} />
        <span className="chat-facts quiet">
          {channelLabel(chat.channel)} · {listed ? CHAT_STATE_LABELS[chat.state] : '不在您手上'}
          {listed && chat.state === 'assigned' && chat.assignedAt !== undefined && (
            <>
              {' '}
              <Elapsed since={chat.assignedAt} />
            </>
          )}
        </span>
      </div>
      <Button className="panel-button" icon={<BookIcon />} onClick={onPanel} aria-label="摘要与知识">
        <span className="wide-only">知识</span>
      </Button>
      {assigned && (
        <Popconfirm
          title="退回排队？"
          description="顾客回到原来的位置，由其他坐席接待。"
          okText="退回"
          disabled={off}
          onConfirm={() =>
            void run(async () => {
              const problem = await client.requeue(chat);
              if (problem === undefined) navigate({ page: 'desk' }, { replace: true });
              return problem;
            })
          }
        >
          <Button disabled={off}>
            <span className="wide-only">退回排队</span>
            <span className="narrow-only">退回</span>
          </Button>
        </Popconfirm>
      )}
      {assigned && (
        <Popconfirm
          title="结束会话？"
          description="顾客会收到评价邀请，您接着写小结。"
          okText="结束"
          open={ending}
          onOpenChange={setEnding}
          disabled={off}
          onConfirm={() => void run(() => client.end(chat))}
          okButtonProps={{ autoFocus: true }}
        >
          <Button danger disabled={off} title="Alt+E" aria-keyshortcuts="Alt+E">
            <span className="wide-only">结束会话</span>
            <span className="narrow-only">结束</span>
          </Button>
        </Popconfirm>
      )}
    </header>
  );
}
