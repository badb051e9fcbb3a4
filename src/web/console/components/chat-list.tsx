/** @jsxImportSource react */
import { Button } from 'antd';
import { navigate } from '../route';
import type { ChatView } from '../state/chat-view';
import { ChatRow } from './chat-row';
import { useDesk, useDeskView } from './desk-context';

interface ChatListProps {
  views: readonly ChatView[];
  selected: string | undefined;
}

/** The agent's chats: those that wait for a word and those in service first, then the ones to wrap up. */
export function ChatList({ views, selected }: ChatListProps) {
  const active = views.filter((view) => view.chat.state !== 'wrapUp');
  const ending = views.filter((view) => view.chat.state === 'wrapUp');
  const rows = (group: readonly ChatView[]) =>
    group.map((view) => (
      <ChatRow
        key={view.chat.handoffId}
        view={view}
        selected={view.chat.handoffId === selected}
        onSelect={() => navigate({ page: 'desk', id: view.chat.handoffId })}
      />
    ));
  return (
    <nav className="chat-list" aria-label="我的会话">
      <h2>
        我的会话 <span className="quiet">{active.length}</span>
      </h2>
      {views.length === 0 && <EmptyList />}
      <ul>{rows(active)}</ul>
      {ending.length > 0 && (
        <>
          <h2>
            待小结 <span className="quiet">{ending.length}</span>
          </h2>
          <ul>{rows(ending)}</ul>
        </>
      )}
      {views.length > 1 && <p className="hint">Alt ↑ ↓ 切换会话</p>}
    </nav>
  );
}

function EmptyList() {
  const { client, attention } = useDesk();
  const { desk, connection } = useDeskView();
  const presence = desk?.presence;
  if (!presence) return null;
  if (presence.state === 'online') return <p className="empty">已上线，等待新会话。</p>;
  const start = (): void => {
    attention.askToNotify();
    void client.setPresence('online', presence.capacity);
  };
  return (
    <div className="empty">
      <p>{presence.state === 'away' ? '小休中，暂不接新会话。' : '当前离线，不接新会话。'}</p>
      <Button type="primary" disabled={connection !== 'online'} onClick={start}>
        上线接待
      </Button>
    </div>
  );
}
