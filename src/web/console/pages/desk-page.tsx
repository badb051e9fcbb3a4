/** @jsxImportSource react */
import { useEffect, useRef } from 'react';
import { ChatList } from '../components/chat-list';
import { ChatPane } from '../components/chat-pane';
import { useDesk, useDeskView } from '../components/desk-context';
import { useShortcuts } from '../components/use-shortcuts';
import { navigate } from '../route';
import type { ChatView } from '../state/chat-view';

/** The agent's work: the list of chats, one chat, and what helps with it. On phones one of them at a time. */
export function DeskPage({ handoffId }: { handoffId: string | undefined }) {
  const { client } = useDesk();
  const { chats, desk } = useDeskView();
  const mine = (desk?.chats ?? []).flatMap((chat) => chats[chat.handoffId] ?? []);
  const view = handoffId === undefined ? undefined : chats[handoffId];
  useEffect(() => {
    client.select(handoffId);
    return () => client.select(undefined);
  }, [client, handoffId]);
  useLeaveWhenDone(view, mine, handoffId, desk !== undefined);

  const step = (by: number): void => {
    const at = mine.findIndex((each) => each.chat.handoffId === handoffId);
    const next = mine[(at + by + mine.length) % mine.length] ?? mine[0];
    if (next) navigate({ page: 'desk', id: next.chat.handoffId });
  };
  useShortcuts({ ArrowDown: () => step(1), ArrowUp: () => step(-1) });

  return (
    <div className={`desk ${view ? 'has-chat' : ''}`}>
      <ChatList views={mine} selected={handoffId} />
      {view ? (
        <ChatPane key={handoffId} view={view} />
      ) : (
        <div className="chat-none">{mine.length > 0 ? '从左边选择一个会话' : '新会话会在这里打开'}</div>
      )}
    </div>
  );
}

/** After the wrap-up of the chat on the screen the next one is opened; an address of an unknown chat is left. */
function useLeaveWhenDone(
  view: ChatView | undefined,
  mine: readonly ChatView[],
  handoffId: string | undefined,
  ready: boolean,
): void {
  const wasWrappingUp = useRef<string>(undefined);
  const unknown = ready && handoffId !== undefined && view === undefined;
  useEffect(() => {
    const done = view?.listed === false && wasWrappingUp.current === handoffId;
    if (unknown || done) navigate({ page: 'desk', id: nextOf(mine) }, { replace: true });
    wasWrappingUp.current = view?.listed && view.chat.state === 'wrapUp' ? handoffId : undefined;
  });
}

function nextOf(mine: readonly ChatView[]): string | undefined {
  // A phone shows the list again, where the agent chooses.
  if (window.matchMedia('(max-width: 760px)').matches) return undefined;
  return mine[0]?.chat.handoffId;
}
