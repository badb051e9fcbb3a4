/** @jsxImportSource react */
import { useSyncExternalStore } from 'react';
import { lastTextOf, unreadOf, waitingForReplySince, type ChatView } from '../state/chat-view';
import { Elapsed } from './clocks';
import { useDesk } from './desk-context';
import { ReasonTag } from './reason-tag';

interface ChatRowProps {
  view: ChatView;
  selected: boolean;
  onSelect: () => void;
}

/** A chat in the list. */
export function ChatRow({ view, selected, onSelect }: ChatRowProps) {
  const { drafts } = useDesk().client;
  const { chat } = view;
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get(chat.conversationId, 'reply'));
  const unread = unreadOf(view);
  const since = waitingForReplySince(view);
  return (
    <li>
      <button
        type="button"
        className={`chat-row ${selected ? 'is-selected' : ''}`}
        aria-current={selected ? 'true' : undefined}
        onClick={onSelect}
      >
        <span className="chat-row-top">
          <span
            className={`dot ${chat.customerConnected ? 'is-online' : 'is-offline'}`}
            title={chat.customerConnected ? '顾客在线' : '顾客已离开页面'}
          />
          <b>{chat.customer}</b>
          {chat.reason === 'complaint' && <ReasonTag reason={chat.reason} />}
          <span className="visually-hidden">{chat.customerConnected ? '顾客在线' : '顾客已离开页面'}</span>
          {since !== undefined && (
            <span className="chat-row-wait" title="顾客等待回复的时间">
              <Elapsed since={since} />
            </span>
          )}
        </span>
        <span className="chat-row-text">
          {view.typing ? (
            <em>正在输入…</em>
          ) : draft !== '' && !selected ? (
            <>
              <span className="draft-sign">[草稿]</span> {draft}
            </>
          ) : (
            lastTextOf(view)
          )}
        </span>
        {unread > 0 && (
          <span className="badge" aria-label={`${unread} 条未读`}>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </button>
    </li>
  );
}
