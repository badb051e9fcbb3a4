import type { Choice } from '../../../src/conversation/choice';
import { emptyTracker, type Tracker } from '../../../src/conversation/tracker';
import type { ArticleSource } from '../../../src/dialog/article-source';
import type { DialogInput } from '../../../src/dialog/decision';
import { DialogManager } from '../../../src/dialog/dialog-manager';
import { readResponses } from '../../../src/dialog/responses';
import { parseDialogSettings } from '../../../src/dialog/settings';
import type { Hit, KnowledgeResult } from '../../../src/kb/answer';
import type { Article } from '../../../src/kb/article';
import type { Interpretation, ScoredIntent } from '../../../src/nlu/interpretation';

const article = (id: string, title: string, intents: string[]): Article => ({
  id,
  title,
  questions: [],
  category: '测试',
  intents,
  updated: '2026-11-01',
  body: `${title}的答案。\n\n## 其他\n更多`,
});

const ARTICLES = [
  article('billing-balance', '怎么查话费余额', ['billing.balance']),
  article('billing-balance-types', '余额有哪几种', ['billing.balance']),
  article('data-usage', '怎么查流量', ['data.usage']),
  article('data-buy', '怎么买流量包', ['data.buy']),
  article('broadband-offline', '宽带断网怎么办', ['broadband.offline']),
  article('service-complaint', '怎么投诉', ['service.complaint']),
  article('untagged', '公司简介', []),
  article('sim-esim', '怎么开通eSIM', ['sim.replace']),
  article('sim-watch', '手表怎么用卡', ['sim.secondary', 'sim.replace']),
  article('sim-replace', '怎么补卡', ['sim.replace']),
];

/** What the knowledge base finds by itself, by question. */
const FOUND: Record<string, [id: string, passage: string]> = {
  '问sim.replace': ['sim-replace', '怎么补卡的答案。'],
  '怎么取消？': ['billing-balance', '取消的办法'],
  要钱吗: ['billing-balance', '怎么查话费余额的答案。'],
  那赠款呢: ['billing-balance-types', '赠款的说明'],
  那断网呢: ['broadband-offline', '断网的说明'],
};

const knowledge: ArticleSource = {
  find: (id) => ARTICLES.find((one) => one.id === id),
  articlesFor: (intent) => ARTICLES.filter(({ intents }) => intents.includes(intent)),
  related: (id, n) => ARTICLES.filter((one) => one.id !== id).slice(0, n),
  search: (text) => {
    const [articleId, passage] = FOUND[text] ?? [];
    if (articleId === undefined || passage === undefined) return { decision: 'none', hits: [] };
    const title = ARTICLES.find(({ id }) => id === articleId)?.title ?? articleId;
    return { decision: 'ask', hits: [{ articleId, title, passage, score: 0.5, why: [] }] };
  },
};

const RESPONSES = readResponses('corpus/responses');

/** A manager over a few articles and the shipped responses; intents are titled `问NAME`. */
export function manager(settings = '', words = ''): DialogManager {
  const bare = `bare_words: {流量: [data.usage, data.buy]${words && `, ${words}`}}\n`;
  return new DialogManager({
    responses: RESPONSES,
    knowledge,
    title: (intent) => `问${intent}`,
    settings: parseDialogSettings(bare + settings, 'dialog.yml'),
  });
}

/** Which response a text is a wording of; undefined for text of an article. */
export function responseOf(text: string, names: readonly string[]): string | undefined {
  return names.find((name) =>
    Array.from({ length: RESPONSES.count(name) }, (_, pick) => RESPONSES.text(name, {}, pick)).includes(text),
  );
}

const NOTHING: ScoredIntent = { name: 'billing.balance', confidence: 0.1 };

type Decision = Interpretation['decision'];

/** What the NLU made of it: `said('answer', ['data.usage', 0.9])`. When asking, the intents are the alternatives. */
export function said(decision: Decision, ...intents: [name: string, confidence: number][]): Interpretation {
  const scored = intents.map(([name, confidence]) => ({ name, confidence }));
  const [intent = NOTHING] = scored;
  return {
    text: '',
    intent,
    intent_ranking: scored,
    entities: [],
    intents: decision === 'answer' ? scored : [intent],
    outOfScope: false,
    outOfScopeScore: 0.1,
    alternatives: decision === 'ask' ? scored : [],
    decision,
    why: [],
  };
}

export const outOfScope = (score: number): Interpretation => ({
  ...said('miss', ['billing.balance', 0.2]),
  outOfScope: true,
  outOfScopeScore: score,
});

/** What the knowledge base found: `found('answer', ['data-usage', 0.9])`. */
export function found(
  decision: KnowledgeResult['decision'],
  ...hits: [id: string, score: number][]
): KnowledgeResult {
  return {
    decision,
    hits: hits.map(([articleId, score]): Hit => {
      const title = knowledge.find(articleId)?.title ?? articleId;
      return { articleId, title, passage: `${articleId}的段落`, score, why: [] };
    }),
  };
}

/** A tracker after a turn. */
export function after(
  lastTurn: Partial<NonNullable<Tracker['lastTurn']>>,
  rest: Partial<Tracker> = {},
): Tracker {
  return {
    ...emptyTracker(),
    lastSeq: 7,
    lastTurn: { upToSeq: 4, outcome: 'answer', options: [], ...lastTurn },
    ...rest,
  };
}

interface Turn {
  utterance?: string;
  choice?: Choice;
  tracker?: Tracker;
  interpretation?: Interpretation;
  knowledge?: KnowledgeResult;
}

/** A turn in which nothing was said before, understood or found, unless told. */
export function turn(given: Turn): DialogInput {
  return {
    utterance: '随便说的一句',
    tracker: { ...emptyTracker(), lastSeq: 2 },
    interpretation: said('miss'),
    knowledge: found('none'),
    now: 0,
    ...given,
  };
}
