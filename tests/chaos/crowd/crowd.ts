import type { Database } from '../../../src/store/database';
import { Random } from '../../support/random';
import { until } from '../until';
import { Agent, type AgentHabits } from './agent';
import { CustomerPage, type PageOptions } from './customer-page';
import { DeskConnection } from './desk-connection';
import { Ledger } from './ledger';
import { signInStaff } from './staff';

export interface CrowdPlan {
  customers: number;
  /** Of the customers, how many have a second page open, which only reads. */
  secondPages: number;
  agents: number;
  supervisors: number;
  /** Messages of customers a second, over all of them. */
  perSecond: number;
  /** Messages to be written by customers and staff, until everybody rests. */
  messages: number;
  /** Whether the servers' bot is on. */
  botAnswers: boolean;
  /** Of the messages to the bot, how many ask for a person. */
  asksForPerson: number;
  /** Of the messages, how many are sent once more after their acknowledgement. */
  repeats: number;
  habits: AgentHabits;
  page: PageOptions;
  /** How long all may take to come to rest after the last message, in ms. */
  settleWithinMs: number;
}

/** A crowd for a bot, a few agents, and readers of every kind. */
export const MIXED_CROWD: CrowdPlan = {
  customers: 300,
  secondPages: 0.1,
  agents: 8,
  supervisors: 2,
  perSecond: 800,
  messages: 100_000,
  botAnswers: true,
  asksForPerson: 0.01,
  repeats: 0.01,
  habits: { capacity: 12, replies: 0.8, notes: 0.15, talk: [4, 20], declines: 0.1 },
  page: { reconnectMs: [500, 5000], answerWithinMs: 10_000, resendsWithNewId: false },
  settleWithinMs: 180_000,
};

const QUESTIONS = [
  '我想查一下话费',
  '流量还剩多少',
  '怎么办理宽带',
  '宽带断网了怎么办',
  '套餐怎么变更',
  '你好',
  '谢谢',
  '怎么开发票',
  '积分怎么兑换',
  '国际漫游怎么开通',
];
const TO_A_PERSON = ['麻烦您看一下', '号码是我本人的', '从昨天晚上开始的', '好的', '还要多久呢'];
const ASK = '转人工';
const TICK_MS = 10;
/** A page with so many unsent messages writes no more, as a person would. */
const MOST_UNSENT = 5;
const WATCHED = 40;

/** Simulated customers, agents and supervisors over real sockets. */
export class Crowd {
  readonly ledger = new Ledger();
  readonly customers: CustomerPage[] = [];
  /** Second pages of customers: they only read. */
  readonly onlookers: CustomerPage[] = [];
  readonly agents: Agent[] = [];
  readonly supervisors: DeskConnection[] = [];
  private timer?: NodeJS.Timeout;
  private startedAt = 0;
  private begun = 0;

  constructor(
    private readonly url: string,
    private readonly plan: CrowdPlan,
    private readonly random: Random,
  ) {}

  /** Signs the staff in and opens every page; resolves when all have said hello. */
  async arrive(database: Database): Promise<void> {
    const { plan, url, ledger, random } = this;
    const names = (what: string, count: number): string[] =>
      Array.from({ length: count }, (_one, index) => `${what}${String(index + 1).padStart(3, '0')}`);
    const agents = names('agent', plan.agents);
    for (const [index, cookie] of (await signInStaff(database, 'agent', agents)).entries()) {
      const name = agents[index] ?? '';
      this.agents.push(
        new Agent(url, cookie, name, ledger, new Random(random.between(1, 2 ** 30)), plan.habits, plan.page),
      );
    }
    const supervisors = names('supervisor', plan.supervisors);
    for (const [index, cookie] of (await signInStaff(database, 'supervisor', supervisors)).entries()) {
      this.supervisors.push(new DeskConnection(url, cookie, supervisors[index] ?? '', ledger, plan.page, {}));
    }
    for (const name of names('customer', plan.customers)) {
      const page = new CustomerPage(url, name, ledger, plan.page);
      this.customers.push(page);
      if (random.chance(plan.secondPages)) {
        this.onlookers.push(new CustomerPage(url, `${name} again`, ledger, plan.page, page.token));
      }
    }
    await until('everybody has said hello', 60_000, () => this.allCaughtUp());
    this.supervisors.forEach((desk, index) => {
      for (let i = 0; i < WATCHED; i += 1) {
        const watched = this.customers[(index * WATCHED + i) % this.customers.length]?.conversationId;
        if (watched !== undefined) desk.follow(watched);
      }
    });
  }

  /** Lets customers write, until as many messages as planned have been written. */
  talk(): void {
    this.startedAt = Date.now();
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** Everybody stops beginning anything; what is under way goes on. */
  rest(): void {
    clearInterval(this.timer);
    for (const agent of this.agents) agent.resting = true;
  }

  get isDone(): boolean {
    return this.ledger.acknowledged >= this.plan.messages;
  }

  /** Nobody waits for an acknowledgement. */
  get isSettled(): boolean {
    return this.ledger.open === 0 && this.agents.every(({ unsettled }) => unsettled === 0);
  }

  allCaughtUp(): boolean {
    return (
      [...this.customers, ...this.onlookers].every(({ isCaughtUp }) => isCaughtUp) &&
      [...this.agents.map(({ desk }) => desk), ...this.supervisors].every(({ ready }) => ready)
    );
  }

  leave(): void {
    this.rest();
    for (const page of [...this.customers, ...this.onlookers]) page.close();
    for (const desk of [...this.agents, ...this.supervisors]) desk.close();
  }

  private tick(): void {
    const { plan, ledger } = this;
    const due = ((Date.now() - this.startedAt) / 1000) * plan.perSecond;
    for (; this.begun < due; this.begun += 1) {
      if (ledger.written.length >= plan.messages) {
        if (ledger.open === 0 && !this.isDone) this.writeOne();
        return;
      }
      this.writeOne();
    }
  }

  private writeOne(): void {
    const { plan, random } = this;
    const page = random.pick(this.customers);
    if (page.unsettled >= MOST_UNSENT) return;
    if (random.chance(plan.repeats)) page.repeatLast();
    const stay = stayOf(page);
    if (stay === undefined) page.write(random.chance(plan.asksForPerson) ? ASK : random.pick(QUESTIONS));
    else if (stay === 'queued' && random.chance(0.02)) page.tell('leaveQueue', {});
    else page.write(random.pick(TO_A_PERSON));
    if (random.chance(0.02)) page.tell('read', { upToSeq: page.log.cursor });
  }
}

/** How a customer is with people now; undefined with the bot. */
function stayOf(page: CustomerPage): 'queued' | 'offered' | 'assigned' | undefined {
  const { events } = page.log;
  for (let i = events.length - 1; i >= 0; i -= 1) {
    const event = events[i]!;
    if (!('body' in event) || event.body.kind !== 'handoffMoved' || event.body.from === 'wrapUp') continue;
    const { to } = event.body;
    return to === 'queued' || to === 'offered' || to === 'assigned' ? to : undefined;
  }
  return undefined;
}
