import { ChaosProxy } from './proxy/chaos-proxy';
import { Random } from '../support/random';
import { RunningServer } from '../support/running-server';
import { until } from './until';
import { runChaos, type RunResult } from './chaos-run';
import { AgentDesk, type DeskAccount } from './readers/agent-desk';
import { CustomerPage } from './readers/customer-page';
import { DatabaseLog } from './readers/database-log';

const WAIT_MS = 30_000;
const PASSWORD = 'correct horse battery';

/** What the bot has an answer to, so that few of the runs end in its queue. */
const QUESTIONS = ['查话费', '查剩余流量', '宽带断网了怎么办', '谢谢', '怎么开通国际漫游'];

/** A real server and all who come to it through bad networks. */
export class Hall {
  readonly database: DatabaseLog;
  /** Customers are brought to their agents one after the other, so that nobody gets another's. */
  private door: Promise<unknown> = Promise.resolve();

  private constructor(readonly server: RunningServer) {
    this.database = new DatabaseLog(server.dataDir);
  }

  static async start(environment: Record<string, string> = {}): Promise<Hall> {
    return new Hall(await RunningServer.start({ TONGDA_GATHER_MS: '300', ...environment }));
  }

  /** What the server has complained of. */
  get serverErrors(): string[] {
    return this.server.log.split('\n').filter((line) => /"level":(?:50|60)/.test(line));
  }

  /** People who serve, each with a session of their own. */
  async hire(count: number): Promise<DeskAccount[]> {
    const boss = await this.signIn(this.server.administrator);
    const accounts: DeskAccount[] = [];
    for (let index = 0; index < count; index += 1) {
      const username = `agent-${index}`;
      const response = await fetch(`${this.server.url}/api/v1/staff`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: boss.cookie, 'x-csrf-token': boss.csrfToken },
        body: JSON.stringify({ username, displayName: `坐席${index}`, roles: ['agent'], password: PASSWORD }),
      });
      if (!response.ok) throw new Error(await response.text());
      accounts.push(await this.signIn({ username, password: PASSWORD }));
    }
    return accounts;
  }

  /** Two pages of one customer, who talks with the bot. */
  async twoPages(seed: number, withHalfOpen: boolean): Promise<RunResult> {
    const random = new Random(seed);
    const browser = new Map<string, string>();
    const proxies = [await this.proxy(random), await this.proxy(random)];
    const pages = proxies.map(({ url }, index) => new CustomerPage(`${seed} page ${index}`, browser, url));
    try {
      await until(`${seed}: the pages are online`, WAIT_MS, () => pages.every(({ isOnline }) => isOnline));
      const exposed = pages.map((reader, index) => ({ reader, proxy: proxies[index]! }));
      return await runChaos(exposed, this.database, pages[0]!.token, {
        seed,
        withHalfOpen,
        words: (reader, n) => `${QUESTIONS[(seed + n) % QUESTIONS.length]} ${reader}-${n}`,
      });
    } finally {
      await close(pages, proxies);
    }
  }

  /** A customer, and the agent who serves. */
  async pageAndDesk(account: DeskAccount, seed: number, withHalfOpen: boolean): Promise<RunResult> {
    const random = new Random(seed);
    const [pageProxy, deskProxy] = [await this.proxy(random), await this.proxy(random)];
    const page = new CustomerPage(`${seed} page`, new Map(), pageProxy.url);
    const desk = new AgentDesk(`${seed} desk`, account, deskProxy.url);
    try {
      const met = this.door.then(() => meet(page, desk, seed));
      this.door = met.catch(() => undefined);
      await met;
      const exposed = [
        { reader: page, proxy: pageProxy },
        { reader: desk, proxy: deskProxy },
      ];
      const result = await runChaos(exposed, this.database, page.token, {
        seed,
        withHalfOpen,
        words: (reader, n) => `${reader === 0 ? '顾客' : '坐席'}的第${n}句`,
      });
      await desk.finish();
      return result;
    } finally {
      await close([page, desk], [pageProxy, deskProxy]);
    }
  }

  async close(): Promise<void> {
    this.database.close();
    await this.server.destroy();
  }

  private proxy(random: Random): Promise<ChaosProxy> {
    return ChaosProxy.start(this.server.port, new Random(random.between(0, 2 ** 31)));
  }

  private async signIn(account: {
    username: string;
    password: string;
  }): Promise<DeskAccount & { csrfToken: string }> {
    const response = await fetch(`${this.server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    if (!response.ok) throw new Error(await response.text());
    const { csrfToken, staff } = (await response.json()) as { csrfToken: string; staff: { id: string } };
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    return { staffId: staff.id, cookie, csrfToken };
  }
}

async function close(readers: readonly { close(): void }[], proxies: readonly ChaosProxy[]): Promise<void> {
  for (const reader of readers) reader.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
}

/** Brings a customer to an agent in fine weather. */
async function meet(page: CustomerPage, desk: AgentDesk, seed: number): Promise<void> {
  await until(`${seed}: the page is online`, WAIT_MS, () => page.isOnline);
  await until(`${seed}: the desk is online`, WAIT_MS, () => desk.isOnline);
  await desk.setPresence('online');
  page.say('转人工');
  await until(`${seed}: the chat is offered`, WAIT_MS, () => desk.offer !== undefined);
  const problem = await desk.accept(desk.offer!);
  if (problem !== undefined) throw new Error(`${seed}: ${problem}`);
  await until(`${seed}: the chat is served`, WAIT_MS, () => desk.isServing && desk.cursor > 0);
}
