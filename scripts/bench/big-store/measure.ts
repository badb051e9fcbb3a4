import type { ConversationId } from '../../../src/conversation/id';
import type { InboxFilter } from '../../../src/conversation/inbox';
import { MessageSearch, type MessageQuery } from '../../../src/engine/message-search';
import { TrackerCache } from '../../../src/engine/tracker-cache';
import type { SqlStore } from '../../../src/store/sql-store';
import { describeLatencies, percentile } from '../figures';
import type { ChatTexts } from './chat-texts';
import type { Filled } from './fill';

const PAGE = 50;

/** Runs `work` so often and says how long it took; `goalMs` is for the 99th percentile. */
async function timed(
  name: string,
  goalMs: number,
  times: number,
  work: (nth: number) => Promise<unknown>,
): Promise<void> {
  for (let nth = 0; nth < Math.min(20, times); nth += 1) await work(nth);
  const latencies: number[] = [];
  const cpu: number[] = [];
  for (let nth = 0; nth < times; nth += 1) {
    const start = performance.now();
    const before = process.cpuUsage();
    await work(nth);
    latencies.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000);
  }
  const p99 = percentile(
    latencies.toSorted((a, b) => a - b),
    0.99,
  );
  const verdict = p99 <= goalMs ? 'within' : 'ABOVE';
  process.stdout.write(
    `${name}: ${describeLatencies(latencies)}; ${verdict} ${goalMs} ms\n    our own CPU: ${describeLatencies(cpu)}\n`,
  );
}

/** Opening a conversation as a page does: its newest events, and its state with nothing cached. */
export async function measureOpen(store: SqlStore, texts: ChatTexts, { ids, long }: Filled): Promise<void> {
  const open = (id: ConversationId) =>
    store.read(async (tx) => {
      await tx.conversations.eventsBefore(id, Number.MAX_SAFE_INTEGER, PAGE);
      return new TrackerCache().get(tx, id);
    });
  await timed('open a conversation', 10, 1000, () => open(ids[texts.number(ids.length)]!));
  if (long.length > 0) {
    await timed('open one of 50,000 messages', 10, 300, (nth) => open(long[nth % long.length]!));
  }
}

/** Pages of the inbox, near and deep, with every filter. */
export async function measureInbox(store: SqlStore, texts: ChatTexts, end: number): Promise<void> {
  const filters: InboxFilter[] = [
    {},
    { owner: 'bot' },
    { owner: 'queue' },
    { owner: 'agent' },
    { channel: 'web' },
    { channel: 'rest' },
    { channel: 'rest', owner: 'bot' },
    { channel: 'nowhere' },
  ];
  await timed('inbox page', 20, 800, (nth) => {
    const before = {
      updatedAt: end - (nth % 3) * texts.number(80) * 86_400_000,
      id: '~' as ConversationId,
    };
    return store.read((tx) => tx.inbox.page(filters[nth % filters.length]!, PAGE, before));
  });
}

/** Questions of each kind, in words that stand in very many messages, in few and in none. */
export async function measureSearch(
  store: SqlStore,
  texts: ChatTexts,
  { long }: Filled,
  end: number,
): Promise<void> {
  const search = new MessageSearch(store);
  const week = { from: end - 30 * 86_400_000, to: end - 23 * 86_400_000 };
  const kinds: Record<string, readonly [readonly string[], Partial<MessageQuery>?]> = {
    'words of very many messages': [['流量', '话费', '套餐', '宽带', '怎么', '我', 'APP', '的']],
    'words of some': [['发票', '漫游', '副卡', '彩铃', '积分', '携号', '光猫', '国际']],
    'two words': [['流量 话费', '宽带 发票', '我 套餐', '漫游 彩铃', '积分 光猫', '5G 信号', '怎么 合约']],
    'sentences of the corpus': [Array.from({ length: 60 }, () => texts.customer().slice(0, 12))],
    'names and numbers': [
      Array.from(
        { length: 100 },
        () => /我叫(.{2,3})，|TD\d+|\d{11}/.exec(texts.customer())?.[0] ?? '沈梓涵',
      ),
    ],
    'what nobody said': [['蟋蟀蟑螂', '13900000000', 'kubernetes', '量话', '𠮷野家', '费流 的']],
    'one week only': [['流量', '我', '发票', '漫游 彩铃', '光猫', '蟋蟀'], week],
    ...(long[0] !== undefined && {
      'within a conversation of 50,000': [
        ['流量', '我', '发票', '漫游 彩铃', '蟋蟀'],
        { conversationId: long[0] },
      ],
    }),
  };
  for (const [name, [questions, filter]] of Object.entries(kinds)) {
    await timed(`search ${name}`, 50, 200, (nth) =>
      search.search({ question: questions[nth % questions.length]!, limit: 20, ...filter }),
    );
  }
  await timed('search, fifth page', 50, 100, async (nth) => {
    const question = ['流量', '发票', '漫游'][nth % 3]!;
    return search.search({ question, limit: 20, cursor: (end - nth * 86_400_000) * 2048 });
  });
}
