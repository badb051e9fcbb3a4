import type { ConversationEvent, HandoffState } from '../../src/conversation/event';
import type { HandoffSettings } from '../../src/handoff/settings';

type Moved = Extract<ConversationEvent['body'], { kind: 'handoffMoved' }>;

/** Every cause of a move: from where, to where, and whether the fence grows. */
const CAUSES: Record<string, { from: HandoffState[]; to: HandoffState; fence: 0 | 1 }> = {
  asked: { from: ['requested'], to: 'queued', fence: 0 },
  nobodyThere: { from: ['requested'], to: 'offlineMessage', fence: 0 },
  routed: { from: ['queued'], to: 'offered', fence: 1 },
  accepted: { from: ['offered'], to: 'assigned', fence: 0 },
  declined: { from: ['offered'], to: 'queued', fence: 1 },
  agentAway: { from: ['offered'], to: 'queued', fence: 1 },
  offerTimeout: { from: ['offered'], to: 'queued', fence: 1 },
  agentGone: { from: ['offered', 'assigned'], to: 'queued', fence: 1 },
  givenBack: { from: ['assigned'], to: 'queued', fence: 1 },
  ended: { from: ['assigned'], to: 'wrapUp', fence: 0 },
  wrappedUp: { from: ['wrapUp'], to: 'closed', fence: 0 },
  customerLeft: { from: ['queued', 'offered'], to: 'bot', fence: 0 },
  customerGone: { from: ['queued', 'offered'], to: 'abandoned', fence: 0 },
};

export interface ModelAgent {
  id: string;
  state: 'online' | 'away' | 'offline';
  capacity: number;
  leaseUntil: number;
  /** What the load may not exceed: the capacity, or the load when it was set. */
  ceiling: number;
}

export interface ModelChat {
  id: string;
  customer: number;
  state: HandoffState;
  channel: string;
  priority: number;
  queuedAt: number;
  fence: number;
  agent?: string;
  passes: Record<string, number>;
  placeUntil: number;
  offerUntil: number;
  wrapUpUntil: number;
  endedAt?: number;
}

/** A customer; `entry` is what the next handoff starts with. */
export interface ModelCustomer {
  chats: ModelChat[];
  entry: { priority: number; queuedAt: number };
  said: string[];
  replies: string[];
  /** Said to people, since the last one ended. */
  unread: string[];
}

const WAITS = new Set<HandoffState>(['queued', 'offered']);
const HOLDS = new Set<HandoffState>(['offered', 'assigned', 'wrapUp']);
const OPEN = new Set<HandoffState>(['requested', 'queued', 'offered', 'assigned']);

export const isOpen = (chat: ModelChat | undefined): chat is ModelChat =>
  chat !== undefined && OPEN.has(chat.state);

function claim(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/**
 * What should be, in plain data. Commands say which moves they expect; every other move must have a reason of its
 * own: an offer, or a time that has run out.
 */
export class HandoffModel {
  now: number;
  readonly agents: ModelAgent[];
  readonly customers: ModelCustomer[];
  /** `customer cause` of moves that the commands have made. */
  private expected: string[] = [];
  private latest = 0;
  /** Conversation → customer. */
  readonly customerOf = new Map<string, number>();

  constructor(
    private readonly settings: HandoffSettings,
    now: number,
    counts: { agents: number; customers: number },
  ) {
    this.now = now;
    this.agents = Array.from({ length: counts.agents }, (_, index) => ({
      id: `agent-${index}`,
      state: 'offline',
      capacity: 0,
      leaseUntil: 0,
      ceiling: 0,
    }));
    this.customers = Array.from({ length: counts.customers }, () => ({
      chats: [],
      entry: { priority: 0, queuedAt: 0 },
      said: [],
      replies: [],
      unread: [],
    }));
  }

  newest(customer: number): ModelChat | undefined {
    return this.customers[customer]?.chats.at(-1);
  }

  chats(): ModelChat[] {
    return this.customers.flatMap(({ chats }) => chats);
  }

  load(agentId: string): number {
    return this.chats().filter((chat) => HOLDS.has(chat.state) && chat.agent === agentId).length;
  }

  expect(customer: number, cause: string): void {
    this.expected.push(`${customer} ${cause}`);
  }

  setPresence(agent: ModelAgent, state: ModelAgent['state'], capacity: number): void {
    agent.ceiling = Math.max(capacity, this.load(agent.id));
    agent.state = state;
    agent.capacity = capacity;
    agent.leaseUntil = this.now + this.settings.agentLeaseMs;
    if (state === 'online') return;
    this.customers.forEach(({ chats }, index) => {
      if (chats.some((chat) => chat.state === 'offered' && chat.agent === agent.id))
        this.expect(index, 'agentAway');
    });
  }

  renew(agent: ModelAgent): void {
    agent.leaseUntil = this.now + this.settings.agentLeaseMs;
  }

  /** The customer's page is there; answers whether a lost place is given back. */
  seen(customer: number): void {
    const chat = this.newest(customer);
    if (!chat) return;
    if (WAITS.has(chat.state)) this.keepPlace(chat);
    if (chat.state !== 'abandoned' || this.now - (chat.endedAt ?? 0) > this.settings.returnMs) return;
    this.enter(customer, chat.priority, chat.queuedAt);
  }

  /** A new handoff will be there. */
  enter(customer: number, priority: number, queuedAt = this.now): void {
    this.customers[customer]!.entry = { priority, queuedAt };
    this.expect(customer, this.peopleWork() ? 'asked' : 'nobodyThere');
  }

  restarted(): void {
    const leaseUntil = this.now + this.settings.agentLeaseMs;
    for (const agent of this.agents) agent.leaseUntil = Math.max(agent.leaseUntil, leaseUntil);
    for (const chat of this.chats()) if (WAITS.has(chat.state)) this.keepPlace(chat);
  }

  /** Takes what has been committed, in order; throws at what should not have happened. */
  absorb(events: readonly ConversationEvent[]): void {
    for (const { body, conversationId, at } of events) {
      if (body.kind === 'handoffRequested') this.begin(this.customerOf.get(conversationId)!, body.handoffId);
      if (body.kind === 'handoffMoved') this.move(this.customerOf.get(conversationId)!, body, at);
    }
    this.latest = Math.max(this.latest, this.now);
    claim(this.expected.length === 0, `expected and not seen: ${this.expected.join(', ')}`);
  }

  /** After a sweep nothing is left that should have been done. */
  swept(): void {
    for (const agent of this.agents) if (agent.leaseUntil <= this.now) agent.state = 'offline';
    for (const chat of this.chats()) {
      const name = `${chat.id} ${chat.state}`;
      if (WAITS.has(chat.state)) claim(chat.placeUntil > this.now, `${name}: the customer is gone`);
      if (chat.state === 'offered') claim(chat.offerUntil > this.now, `${name}: the offer is over`);
      if (chat.state === 'wrapUp') claim(chat.wrapUpUntil > this.now, `${name}: the wrap-up is over`);
      if (chat.state === 'offered' || chat.state === 'assigned')
        claim(this.agent(chat.agent).leaseUntil > this.now, `${name}: the agent is gone`);
      // A clock that was set back delays what was due at once.
      if (chat.state === 'queued' && this.now >= this.latest) {
        const idle = this.agents.find((agent) => this.hasRoom(agent, this.now) && this.mayAsk(chat, agent));
        claim(idle === undefined, `${name}: waits although ${idle?.id} has room`);
      }
    }
  }

  private agent(id: string | undefined): ModelAgent {
    const agent = this.agents.find((candidate) => candidate.id === id);
    claim(agent !== undefined, `no agent ${id}`);
    return agent;
  }

  private peopleWork(): boolean {
    const { from, to } = this.settings.serviceHours;
    const time = new Date(this.now + 8 * 3_600_000).toISOString().slice(11, 16);
    if (from <= time && time < to) return true;
    return this.agents.some(({ state, leaseUntil }) => state === 'online' && leaseUntil > this.now);
  }

  private keepPlace(chat: ModelChat): void {
    if (chat.channel === 'web') chat.placeUntil = this.now + this.settings.queueLeaseMs;
  }

  private hasRoom(agent: ModelAgent, at: number): boolean {
    return agent.state === 'online' && agent.leaseUntil > at && this.load(agent.id) < agent.capacity;
  }

  private mayAsk(chat: ModelChat, agent: ModelAgent): boolean {
    return this.now >= (chat.passes[agent.id] ?? Number.NEGATIVE_INFINITY) + this.settings.passMs;
  }

  private begin(index: number, id: string): void {
    const customer = this.customers[index]!;
    claim(!isOpen(customer.chats.at(-1)), `customer ${index} has two open handoffs`);
    customer.chats.push({
      ...customer.entry,
      id,
      customer: index,
      state: 'requested',
      channel: channelOf(index),
      fence: 0,
      passes: {},
      placeUntil: Number.POSITIVE_INFINITY,
      offerUntil: 0,
      wrapUpUntil: 0,
    });
  }

  private move(index: number, body: Moved, at: number): void {
    const chat = this.customers[index]!.chats.find(({ id }) => id === body.handoffId);
    claim(chat !== undefined, `${body.handoffId} moved before it was requested`);
    const name = `customer ${index} ${body.from} → ${body.to} (${body.cause})`;
    const cause = CAUSES[body.cause];
    claim(cause !== undefined, `${name}: unknown cause`);
    claim(
      chat.state === body.from && cause.from.includes(body.from) && cause.to === body.to,
      `${name}: illegal`,
    );
    claim(body.fence === chat.fence + cause.fence, `${name}: fence ${chat.fence} → ${body.fence}`);
    claim(at === this.now, `${name}: at ${at} instead of ${this.now}`);
    const command = this.expected.indexOf(`${index} ${body.cause}`);
    if (command >= 0) this.expected.splice(command, 1);
    else this.justify(chat, body, name);
    this.apply(this.customers[index]!, chat, body);
  }

  /** Why did it move by itself? */
  private justify(chat: ModelChat, body: Moved, name: string): void {
    if (body.cause === 'routed') this.justifyOffer(chat, this.agent(body.agentId), name);
    else if (body.cause === 'offerTimeout') claim(chat.offerUntil <= this.now, `${name}: too early`);
    else if (body.cause === 'customerGone') claim(chat.placeUntil <= this.now, `${name}: too early`);
    else if (body.cause === 'wrappedUp') claim(chat.wrapUpUntil <= this.now, `${name}: too early`);
    else if (body.cause === 'agentGone')
      claim(this.agent(chat.agent).leaseUntil <= this.now, `${name}: too early`);
    else throw new Error(`${name}: nobody asked for it`);
  }

  private justifyOffer(chat: ModelChat, agent: ModelAgent, name: string): void {
    claim(this.hasRoom(agent, this.now), `${name}: ${agent.id} has no room`);
    claim(this.mayAsk(chat, agent), `${name}: ${agent.id} has just let it pass`);
    const earlier = this.chats().find(
      (other) => other.state === 'queued' && isBefore(other, chat) && this.mayAsk(other, agent),
    );
    claim(earlier === undefined, `${name}: ${earlier?.id} came first`);
    const share = ({ id, capacity }: ModelAgent): number => this.load(id) / capacity;
    const idler = this.agents.find(
      (other) => this.hasRoom(other, this.now) && this.mayAsk(chat, other) && share(other) < share(agent),
    );
    claim(idler === undefined, `${name}: ${idler?.id} has less to do than ${agent.id}`);
  }

  private apply(customer: ModelCustomer, chat: ModelChat, body: Moved): void {
    const before = chat.agent;
    chat.state = body.to;
    chat.fence = body.fence;
    chat.agent = body.agentId;
    if (body.to === 'queued') {
      if (before !== undefined) chat.passes[before] = this.now;
      this.keepPlace(chat);
    }
    if (body.cause === 'offerTimeout') this.agent(before).state = 'away';
    if (body.cause === 'agentGone') this.agent(before).state = 'offline';
    if (body.to === 'offered') chat.offerUntil = this.now + this.settings.offerMs;
    if (body.to === 'assigned') chat.placeUntil = Number.POSITIVE_INFINITY;
    if (body.to === 'wrapUp') chat.wrapUpUntil = this.now + this.settings.wrapUpMs;
    if (OPEN.has(body.from) && !OPEN.has(body.to)) {
      claim(chat.endedAt === undefined, `${chat.id} has ended twice`);
      chat.endedAt = this.now;
      customer.unread = [];
    }
  }
}

/** Customers with an even number have a page, the others have none. */
export const channelOf = (customer: number): 'web' | 'rest' => (customer % 2 === 0 ? 'web' : 'rest');

function isBefore(a: ModelChat, b: ModelChat): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.queuedAt !== b.queuedAt) return a.queuedAt < b.queuedAt;
  return a.id < b.id;
}
