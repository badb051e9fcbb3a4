/** @jsxImportSource react */
import { Input } from 'antd';
import { useState } from 'react';
import type { Api } from '../api';
import { ConversationReader } from '../components/conversation-reader';
import { HitList } from '../components/hit-list';
import { InboxList } from '../components/inbox-list';
import { navigate } from '../route';

/** Every conversation: the inbox, search in all messages, and one conversation to read. On phones one at a time. */
export function ConversationsPage({ api, conversationId }: { api: Api; conversationId: string | undefined }) {
  /** `asked` counts, so that the same words asked again are searched again. */
  const [{ question, asked }, setSearch] = useState({ question: '', asked: 0 });
  /** The message that was chosen from the hits. */
  const [chosen, setChosen] = useState<{ id: string; seq: number }>();
  const seq = chosen?.id === conversationId ? chosen?.seq : undefined;
  const open = (id: string, messageSeq?: number): void => {
    setChosen(messageSeq === undefined ? undefined : { id, seq: messageSeq });
    navigate({ page: 'conversations', id });
  };
  return (
    <div className={`desk is-inbox ${conversationId === undefined ? '' : 'has-chat'}`}>
      <nav className="chat-list" aria-label="会话">
        <Input.Search
          className="inbox-search"
          aria-label="搜索消息"
          placeholder="搜索全部消息，如：流量 退订"
          maxLength={200}
          allowClear
          onSearch={(text) => setSearch({ question: text.trim(), asked: asked + 1 })}
        />
        {question === '' ? (
          <InboxList api={api} selected={conversationId} onSelect={open} />
        ) : (
          <HitList
            key={asked}
            api={api}
            question={question}
            selected={conversationId === undefined ? undefined : { id: conversationId, seq }}
            onSelect={open}
          />
        )}
      </nav>
      {conversationId === undefined ? (
        <div className="chat-none">从左边选择一个会话</div>
      ) : (
        <ConversationReader
          key={`${conversationId} ${seq ?? ''}`}
          api={api}
          id={conversationId}
          seq={seq}
          onBack={() => navigate({ page: 'conversations' })}
        />
      )}
    </div>
  );
}
