/** @jsxImportSource react */
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import type { SuggestedArticle } from '../../../channels/agent-desk/schema';
import type { ChatView } from '../state/chat-view';
import { useDesk, useDeskView } from './desk-context';

/** Customers write in bursts: one question when they pause. */
const PAUSE_MS = 400;

interface Found {
  question?: string;
  /** The customer's message that they are for; 0 for a question of the agent's. */
  about: number;
  articles: SuggestedArticle[] | undefined;
}

interface SuggestedArticlesProps {
  view: ChatView;
  onInsert: ((text: string) => void) | undefined;
}

/** Articles for what the customer wrote last, or for the agent's own question. */
export function SuggestedArticles({ view, onInsert }: SuggestedArticlesProps) {
  const { client } = useDesk();
  const online = useDeskView().connection === 'online';
  const { conversationId } = view.chat;
  const { lastCustomerSeq } = view.transcript;
  const [question, setQuestion] = useState('');
  const [asked, setAsked] = useState<string>();
  const [found, setFound] = useState<Found>();
  // The customer's words matter only while the agent has not asked something else.
  const about = asked === undefined ? lastCustomerSeq : 0;
  useEffect(() => {
    if (!online) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void client.suggest(conversationId, asked).then((articles) => {
        if (current) setFound({ question: asked, about, articles });
      });
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, conversationId, online, asked, about]);
  const ask = (text: string): void => setAsked(text.trim() === '' ? undefined : text.trim());
  return (
    <section className="suggested">
      <h2>推荐知识</h2>
      <Input.Search
        aria-label="搜索知识"
        placeholder="搜索知识，回车确认"
        allowClear
        maxLength={200}
        value={question}
        onChange={(event) => {
          setQuestion(event.target.value);
          if (event.target.value === '') ask('');
        }}
        onSearch={ask}
      />
      <div aria-live="polite" aria-busy={found?.about !== about || found.question !== asked}>
        {found !== undefined && <FoundArticles found={found} onInsert={onInsert} />}
      </div>
    </section>
  );
}

function FoundArticles({ found, onInsert }: { found: Found; onInsert: SuggestedArticlesProps['onInsert'] }) {
  const { articles, question } = found;
  if (articles === undefined) return <p className="empty">没有查到，请重新搜索。</p>;
  if (articles.length === 0)
    return <p className="empty">{question === undefined ? '还没有合适的知识。' : '没有相关知识。'}</p>;
  return (
    <ul className="articles">
      {articles.map((article) => (
        <li key={article.id}>
          <span className="article-title">
            <b>{article.title}</b>
            <span className="score" title="匹配程度">
              {Math.round(article.score * 100)}%
            </span>
          </span>
          <p>{article.passage}</p>
          {onInsert && (
            <Button size="small" onClick={() => onInsert(article.passage)}>
              放入输入框
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
