import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const UTTERANCES: Record<string, string[]> = {
  'billing.balance': [
    '查话费',
    '我还有多少话费',
    '余额还剩多少',
    '话费余额查询',
    '帮我看看还有多少钱话费',
    '卡里还剩几块钱',
    '手机话费还够用吗',
    '查一下余额',
    '我的话费还有没有',
    '现在账户余额多少',
  ],
  'billing.invoice': [
    '开发票',
    '我要电子发票',
    '发票怎么开',
    '上个月的发票能开吗',
    '报销要发票',
    '给我开一张专票',
    '发票抬头怎么改',
    '电子发票在哪下载',
    '补开去年的发票',
    '公司要报销，发票怎么弄',
  ],
  'number.cancel': [
    '我要销户',
    '这个号不用了想注销',
    '怎么注销号码',
    '销号要什么手续',
    '注销手机卡',
    '号码销户去哪里办',
    '不想用这个号码了，销掉',
    '销户要本人去吗',
    '帮我把号注销',
    '注销要多久',
  ],
  'number.suspend': [
    '我要停机保号',
    '手机丢了先停机',
    '挂失手机卡',
    '停机怎么办理',
    '临时停机',
    '卡丢了帮我停机',
    '号码暂时停用',
    '出国几个月想停机',
    '停机保号多少钱',
    '申请停机',
  ],
  'service.human': [
    '转人工',
    '我要人工客服',
    '人工',
    '找个真人说话',
    '接人工服务',
    '给我转客服',
    '叫你们客服来',
    '我要和真人谈',
    '帮我转接人工',
    '人工坐席在吗',
  ],
  'chat.deny': [
    '不是',
    '不用了',
    '算了',
    '不对',
    '不要',
    '没有',
    '不需要',
    '不是这个意思',
    '不用管了',
    '不行',
  ],
  out_of_scope: [
    '明天会下雨吗',
    '给我写首诗',
    '红烧肉怎么做',
    '股票今天涨了没',
    '附近哪家火锅好吃',
    '讲个笑话',
    '帮我订张机票',
    '世界杯谁赢了',
    '背一首唐诗',
    '北京到上海的高铁几点',
  ],
};

const PIPELINE = `
calibration: {folds: 3}
pinyin_voter: {iterations: 5}
negation:
  - intent: service.human
    words: [人工, 真人, 客服]
    becomes: chat.deny
`;

const SYNONYMS = `
version: "3.1"
nlu:
  - synonym: 话费
    examples: |
      - 通信费
`;

const LOOKUP = `
version: "3.1"
nlu:
  - lookup: plan_name
    examples: |
      - 畅达59
  - synonym: 畅达59
    examples: |
      - 五十九套餐
`;

/** A corpus folder of seven intents, in a temporary place. `extra` adds or replaces files. */
export function writeSmallCorpus(extra: Record<string, string> = {}): string {
  const folder = temporaryFolder();
  const items = Object.entries(UTTERANCES).map(
    ([intent, texts]) =>
      `  - intent: ${intent}\n    examples: |\n${texts.map((text) => `      - ${text}\n`).join('')}`,
  );
  const files: Record<string, string> = {
    'intents/all.yml': `version: "3.1"\nnlu:\n${items.join('')}`,
    'pipeline.yml': PIPELINE,
    'synonyms.yml': SYNONYMS,
    'lookup/plans.yml': LOOKUP,
    'dictionary.txt': '停机保号\n',
    'titles.yml': 'billing.balance: 查话费余额\n',
    ...extra,
  };
  for (const [name, content] of Object.entries(files)) writeUnder(folder, name, content);
  return folder;
}

/** Writes a file below a folder, making what lies between. */
export function writeUnder(folder: string, name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** An empty folder of this test's own. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tongda-nlu-'));
}
