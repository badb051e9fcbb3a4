/** @jsxImportSource react */
import { Alert } from 'antd';
import { useRef, useState } from 'react';
import type { ChatView } from '../state/chat-view';
import { ChatHeader } from './chat-header';
import { Composer, type ComposerHandle } from './composer';
import { useDesk } from './desk-context';
import { SidePanel } from './side-panel';
import { TranscriptView } from './transcript-view';
import { WrapUpForm } from './wrap-up-form';

/** One chat: its head, its transcript, where the agent writes, and the panel beside it. */
export function ChatPane({ view }: { view: ChatView }) {
  const { client } = useDesk();
  const { chat, listed, notice } = view;
  const composer = useRef<ComposerHandle>(null);
  const [panel, setPanel] = useState(false);
  const mine = listed && chat.state === 'assigned';
  const insert = (text: string): void => {
    setPanel(false);
    composer.current?.insert(text);
  };
  return (
    <>
      <section className={`chat-pane ${panel ? 'is-behind' : ''}`} aria-label={`与${chat.customer}的会话`}>
        <ChatHeader view={view} onPanel={() => setPanel(true)} />
        <div role="alert">
          {notice !== undefined && (
            <Alert
              type="warning"
              banner
              title={notice}
              closable={{ onClose: () => client.dismissNotice(chat.handoffId) }}
            />
          )}
        </div>
        <TranscriptView view={view} />
        {listed && chat.state === 'wrapUp' ? (
          <WrapUpForm chat={chat} />
        ) : (
          <Composer ref={composer} chat={chat} mine={mine} blocked={blockedReason(view)} />
        )}
      </section>
      <SidePanel
        view={view}
        shown={panel}
        onClose={() => setPanel(false)}
        onInsert={mine ? insert : undefined}
      />
    </>
  );
}

function blockedReason({ listed, chat }: ChatView): string | undefined {
  if (!listed) return '这个会话已不在您手上。';
  return chat.state === 'offered' ? '接入后可以回复。' : undefined;
}
