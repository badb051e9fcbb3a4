import type { Article } from '../../../src/kb/article';
import { KnowledgeBase, type KnowledgeBaseParts } from '../../../src/kb/knowledge-base';

const WORDS =
  /话费|余额|流量包|流量|发票|电子|宽带|移机|搬家|地址|光猫|红灯|报修|销户|注销|手机号|出国|国外|漫游|国际|彩铃|开通|退订|怎么办|怎么样|怎么|多少|哪里|我的|我|收费|标准|天气|今天|吃饭|查询|购买|剩余|[a-z0-9]+|./gsu;

/** The longest word of a short list at each place, else one character: no dictionary is loaded. */
export const segment = (text: string): string[] => text.match(WORDS) ?? [];
export const normalize = (text: string) => text.normalize('NFKC').toLowerCase();

/** An article with what a test does not care about filled in. */
export function buildArticle(fields: Partial<Article> & { id: string; title: string }): Article {
  return {
    questions: [],
    category: '测试',
    intents: [],
    updated: '2026-11-01',
    body: `${fields.title}的答案。`,
    ...fields,
  };
}

/** Eight articles of a small operator. */
export const SAMPLE: readonly Article[] = [
  buildArticle({
    id: 'billing-balance',
    title: '怎么查询话费余额',
    questions: ['怎么查话费', '我还剩多少话费', '余额在哪里看'],
    intents: ['billing.balance'],
    body: '在APP首页就能看到话费余额，也可以发短信查询。\n\n## 短信查询\n- 发送CXHF到10039\n- 几秒内收到回复',
  }),
  buildArticle({
    id: 'billing-invoice',
    title: '怎么开电子发票',
    questions: ['发票在哪里开', '报销要用的票怎么拿'],
    intents: ['billing.invoice'],
    body: '每月3日起可在APP开具电子发票。\n\n## 抬头填错\n抬头写错可以作废重开，每张发票限重开一次。',
  }),
  buildArticle({
    id: 'data-usage',
    title: '怎么查询剩余流量',
    questions: ['流量还剩多少', '这个月用了几个G'],
    intents: ['data.usage'],
    body: '在APP首页可以看到剩余流量。',
  }),
  buildArticle({
    id: 'data-buy',
    title: '怎么购买流量包',
    questions: ['加点流量', '流量包多少钱'],
    intents: ['data.buy'],
    body: '在APP里选择流量包就能购买，立即生效。\n\n## 价格\n| 流量包 | 价格 |\n| --- | --- |\n| 日包1GB | 3元 |\n| 月包20GB | 40元 |',
  }),
  buildArticle({
    id: 'broadband-move',
    title: '宽带怎么移机',
    questions: ['搬家了宽带怎么办', '宽带能换地址吗'],
    intents: ['broadband.move'],
    body: '预约移机后师傅会上门安装。\n\n## 收费标准\n移机每次收费100元，师傅上门时收取。',
  }),
  buildArticle({
    id: 'broadband-fault',
    title: '宽带上不了网怎么办',
    questions: ['家里没网了', '光猫亮红灯'],
    intents: ['broadband.fault'],
    body: '先重启光猫，仍不行请报修。',
  }),
  buildArticle({
    id: 'number-cancel',
    title: '怎么办理销户',
    questions: ['这张卡不想用了', '注销手机号'],
    intents: ['number.cancel'],
    body: '请本人带身份证到营业厅销户。',
  }),
  buildArticle({
    id: 'roaming-daily',
    title: '出国怎么上网',
    questions: ['国外能用流量吗', '开通国际漫游'],
    intents: ['roaming.international'],
    body: '出国前开通漫游日包即可上网。',
  }),
];

/** A knowledge base over the sample, or over other parts. */
export function buildKnowledgeBase(parts: Partial<KnowledgeBaseParts> = {}): KnowledgeBase {
  return new KnowledgeBase({ articles: SAMPLE, segment, normalize, synonyms: [], ...parts });
}
