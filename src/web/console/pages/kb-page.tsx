/** @jsxImportSource react */
import { Alert, Empty, Input, Tag } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import type { knowledgeResultSchema } from '../../../http/knowledge/schema';
import { problemOf, type Api } from '../api';

type KnowledgeResult = z.output<typeof knowledgeResultSchema>;

const DECISIONS: Record<KnowledgeResult['decision'], { text: string; color: string }> = {
  answer: { text: '机器人会直接回答', color: 'success' },
  ask: { text: '机器人会请顾客选择', color: 'warning' },
  none: { text: '机器人答不上来', color: 'default' },
};

/** What the knowledge base finds for a question, and why. */
export function KbPage({ api }: { api: Api }) {
  const [result, setResult] = useState<KnowledgeResult>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const search = (text: string): void => {
    const q = text.trim();
    if (q === '' || busy) return;
    setBusy(true);
    setProblem(undefined);
    api
      .request<KnowledgeResult>('GET', `/kb/search?q=${encodeURIComponent(q)}`)
      .then(setResult, (error: unknown) => setProblem(problemOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="sheet">
      <h1>知识检索</h1>
      <p className="quiet">像顾客那样提问，看知识库找到什么、为什么找到。</p>
      <Input.Search
        aria-label="问题"
        size="large"
        placeholder="例如：流量用完了怎么收费"
        enterButton="检索"
        maxLength={200}
        autoFocus
        allowClear
        loading={busy}
        onSearch={search}
      />
      {problem !== undefined && <Alert type="error" showIcon title={problem} />}
      <div aria-live="polite">{result && <Hits result={result} />}</div>
    </div>
  );
}

function Hits({ result: { decision, hits } }: { result: KnowledgeResult }) {
  const { text, color } = DECISIONS[decision];
  return (
    <>
      <p className="decision">
        <Tag color={color}>{text}</Tag>
        <span className="quiet">找到 {hits.length} 条</span>
      </p>
      {hits.length === 0 && <Empty description="没有相关知识" />}
      <ol className="articles hits">
        {hits.map((hit) => (
          <li key={`${hit.articleId}:${hit.passage}`}>
            <span className="article-title">
              <b>{hit.title}</b>
              <span className="quiet">{hit.articleId}</span>
              <span className="score">{hit.score.toFixed(2)}</span>
            </span>
            <p>{hit.passage}</p>
            <ul className="why" aria-label="为什么">
              {hit.why.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}
