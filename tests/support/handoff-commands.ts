import fc from 'fast-check';
import { replay } from '../../src/conversation/tracker';
import type { ConversationId } from '../../src/conversation/id';
import { TongdaError, type ErrorCode } from '../../src/errors';
import { agentNumber, type Hall } from './handoff-hall';
import { checkInvariants, snapshot } from './handoff-invariants';
import { channelOf, isOpen, type HandoffModel, type ModelChat } from './handoff-model';

/** The hall under test; a crash puts another into its place. */
export interface Real {
  hall: Hall;
  conversations: Map<number, ConversationId>;
  counter: number;
}

type Outcome = 'ok' | ErrorCode;

/** Changes the model, and answers what the real one is to do and how that should end. */
type Plan = (model: HandoffModel, real: Real) => { act: () => Promise<unknown>; outcome?: Outcome };

/** Which agent acts on whose chat: the one who holds it, or some other; by the newest fence, or an older. */
interface Hand {
  customer: number;
  stranger?: number;
  stale: boolean;
}

class Step implements fc.AsyncCommand<HandoffModel, Real> {
  constructor(
    private readonly name: string,
    private readonly args: object,
    /** Whether due work runs after it. */
    private readonly sweeps: boolean,
    private readonly plan: Plan,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: HandoffModel, real: Real): Promise<void> {
    const { act, outcome = 'ok' } = this.plan(model, real);
    const was = await act().then(
      () => 'ok',
      (error: unknown) => {
        if (error instanceof TongdaError) return error.code;
        throw error;
      },
    );
    expect(was).toBe(outcome);
    if (this.sweeps) await real.hall.sweep();
    expect(real.hall.failures).toEqual([]);
    model.absorb(real.hall.feed.splice(0));
    if (this.sweeps) model.swept();
    await compare(model, real);
  }

  toString(): string {
    return `${this.name}(${JSON.stringify(this.args)})${this.sweeps ? '' : ' unswept'}`;
  }
}

/** The database holds what the model says. */
async function compare(model: HandoffModel, real: Real): Promise<void> {
  const state = await snapshot(real.hall.database);
  const trackers = checkInvariants(state);
  const rows = state.handoffs.map((row) => [
    row.id,
    { state: row.state, fence: row.fence, agent: row.agent_id ?? undefined, queuedAt: row.queued_at },
    JSON.parse(row.passed_by),
  ]);
  const chats = model
    .chats()
    .map(({ id, state, fence, agent, queuedAt, passes }) => [id, { state, fence, agent, queuedAt }, passes]);
  expect(Object.fromEntries(rows.map((row) => [row[0], row]))).toEqual(
    Object.fromEntries(chats.map((chat) => [chat[0], chat])),
  );
  for (const row of state.presences) {
    const agent = model.agents.find(({ id }) => id === row.agent_id);
    expect([row.agent_id, row.state, row.wanted_capacity]).toEqual([agent?.id, agent?.state, agent?.capacity]);
    expect(row.load).toBeLessThanOrEqual(agent?.ceiling ?? 0);
  }
  for (const [customer, id] of real.conversations) {
    const { said, replies, unread } = model.customers[customer]!;
    const log = state.events.get(id) ?? [];
    const texts = (kind: 'customerMessage' | 'agentMessage') =>
      log.flatMap(({ body }) => (body.kind === kind ? [body.text] : []));
    expect(texts('customerMessage')).toEqual(said);
    expect(texts('agentMessage')).toEqual(replies);
    const waiting = (trackers.get(id) ?? replay(log)).unread.map((seq) => log[seq - 1]?.body);
    expect(waiting).toEqual(unread.map((text) => ({ kind: 'customerMessage', text })));
  }
}

function grasp(model: HandoffModel, { customer, stranger, stale }: Hand, state?: ModelChat['state']) {
  const chats = model.customers[customer]?.chats ?? [];
  const chat = chats.find((candidate) => candidate.state === state) ?? chats.at(-1);
  const holder = Number(chat?.agent?.slice('agent-'.length) ?? 0);
  const agent = agentNumber(stranger ?? holder);
  const held = { handoffId: chat?.id ?? 'none', fence: (chat?.fence ?? 0) - (stale ? 1 : 0) };
  return { chat, agent, held, mine: chat?.agent === agent.id && !stale };
}

/** A command of an agent on a chat: it works in one state, for its holder and by the newest fence. */
function onChat(
  hand: Hand,
  state: ModelChat['state'],
  refusal: ErrorCode,
  cause: string,
  act: (hall: Hall, ...by: Parameters<Hall['desk']['accept']>) => Promise<unknown>,
): Plan {
  return (model, real) => {
    const { chat, agent, held, mine } = grasp(model, hand, state);
    const works = mine && chat?.state === state;
    if (works) model.expect(hand.customer, cause);
    return { act: () => act(real.hall, agent, held), outcome: works ? 'ok' : refusal };
  };
}

function reply(hand: Hand, again: boolean): Plan {
  return (model, real) => {
    const { chat, agent, held, mine } = grasp(model, hand, 'assigned');
    const works = mine && chat?.state === 'assigned';
    const clientId = `reply-${(real.counter += 1)}`;
    const message = { clientId, text: clientId };
    if (works) model.customers[hand.customer]?.replies.push(clientId);
    const act = async (): Promise<void> => {
      const first = await real.hall.desk.reply(agent, held, message);
      if (again) expect((await real.hall.desk.reply(agent, held, message)).seq).toBe(first.seq);
    };
    return { act, outcome: works ? 'ok' : 'stale_fence' };
  };
}

function ask(customer: number, priority: number): Plan {
  return (model, real) => {
    if (!isOpen(model.newest(customer))) model.enter(customer, priority);
    const act = async (): Promise<void> => {
      const id = await real.hall.ask(`customer-${customer}`, channelOf(customer), priority);
      real.conversations.set(customer, id);
      model.customerOf.set(id, customer);
    };
    return { act };
  };
}

function says(customer: number): Plan {
  return (model, real) => {
    const id = real.conversations.get(customer);
    if (id === undefined) return { act: () => Promise.resolve() };
    const text = `words ${(real.counter += 1)}`;
    model.customers[customer]?.said.push(text);
    if (isOpen(model.newest(customer))) model.customers[customer]?.unread.push(text);
    return { act: () => real.hall.says(id, text) };
  };
}

function seen(customer: number): Plan {
  return (model, real) => {
    const id = real.conversations.get(customer);
    if (id === undefined) return { act: () => Promise.resolve() };
    model.seen(customer);
    return { act: () => real.hall.queue.customerSeen(id) };
  };
}

function leave(customer: number): Plan {
  return (model, real) => {
    const id = real.conversations.get(customer) ?? ('none' as ConversationId);
    const state = model.newest(customer)?.state;
    const waits = state === 'queued' || state === 'offered';
    if (waits) model.expect(customer, 'customerLeft');
    return { act: () => real.hall.queue.leave(id), outcome: waits ? 'ok' : 'illegal_move' };
  };
}

/** Time passes; whoever is still there has just been heard of. */
function wait(ms: number, agents: readonly number[], customers: readonly number[]): Plan {
  return (model, real) => {
    const ids = customers.flatMap((customer) => real.conversations.get(customer) ?? []);
    for (const customer of customers) if (isOpen(model.newest(customer))) model.seen(customer);
    const there = model.agents.filter((_, index) => agents.includes(index));
    for (const agent of there) model.renew(agent);
    const waiting = ids.filter((id) => isOpen(model.newest(model.customerOf.get(id)!)));
    model.now += ms;
    const act = async (): Promise<void> => {
      for (const id of waiting) await real.hall.queue.customerSeen(id);
      for (const { id } of there) await real.hall.desk.renew(id);
      real.hall.clock.advance(ms);
    };
    return { act };
  };
}

function crash(awayMs: number): Plan {
  return (model, real) => {
    model.now += awayMs;
    model.restarted();
    const act = async (): Promise<void> => {
      const { feed } = real.hall;
      real.hall = await real.hall.crash(awayMs);
      real.hall.feed.unshift(...feed);
    };
    return { act };
  };
}

/** Every command there is, for so many agents and customers. */
export function handoffCommands(agents: number, customers: number): fc.Arbitrary<fc.AsyncCommand<HandoffModel, Real>>[] {
  const customer = fc.nat(customers - 1);
  const agent = fc.nat(agents - 1);
  const sweeps = fc.boolean().map((unswept) => !unswept);
  const hand: fc.Arbitrary<Hand> = fc.record({
    customer,
    stranger: fc.option(agent, { nil: undefined, freq: 5 }),
    stale: fc.nat(5).map((number) => number === 5),
  });
  const step = <A extends object>(name: string, args: fc.Arbitrary<A>, plan: (args: A) => Plan) =>
    fc.tuple(args, sweeps).map(([values, swept]) => new Step(name, values, swept, plan(values)));
  const onHand = (name: string, plan: (hand: Hand) => Plan) => step(name, hand, plan);
  const there = fc.record({
    agents: fc.subarray(Array.from({ length: agents }, (_, index) => index)),
    customers: fc.subarray(Array.from({ length: customers }, (_, index) => index)),
  });
  const ms = fc.oneof(
    fc.integer({ min: 0, max: 5000 }),
    fc.integer({ min: 20_000, max: 100_000 }),
    fc.constantFrom(30_000, 40_000, 45_000, 60_000, 90_000, 300_000, 8 * 3_600_000),
  );
  const state = fc.constantFrom('online' as const, 'online' as const, 'away' as const, 'offline' as const);
  const accept = onHand('accept', (by) =>
    onChat(by, 'offered', 'offer_gone', 'accepted', (hall, ...on) => hall.desk.accept(...on)),
  );
  const asks = step('ask', fc.record({ customer, priority: fc.nat(1) }), (a) => ask(a.customer, a.priority));
  const presence = step('presence', fc.record({ agent, state, capacity: fc.integer({ min: 1, max: 3 }) }), (a) => (model, real) => {
    const known = model.agents[a.agent]!;
    model.setPresence(known, a.state, a.capacity);
    return { act: () => real.hall.desk.setPresence(agentNumber(a.agent), a.state, a.capacity) };
  });
  return [
    asks,
    asks,
    presence,
    presence,
    accept,
    accept,
    onHand('decline', (by) =>
      onChat(by, 'offered', 'offer_gone', 'declined', (hall, ...on) => hall.desk.decline(...on)),
    ),
    onHand('reply', (by) => reply(by, by.customer % 2 === 0)),
    onHand('end', (by) =>
      onChat(by, 'assigned', 'stale_fence', 'ended', (hall, ...on) => hall.desk.end(...on)),
    ),
    onHand('requeue', (by) =>
      onChat(by, 'assigned', 'stale_fence', 'givenBack', (hall, ...on) => hall.desk.requeue(...on)),
    ),
    onHand('wrapUp', (by) =>
      onChat(by, 'wrapUp', 'stale_fence', 'wrappedUp', (hall, ...on) => hall.desk.wrapUp(...on, 'solved', '')),
    ),
    step('says', fc.record({ customer }), (a) => says(a.customer)),
    step('seen', fc.record({ customer }), (a) => seen(a.customer)),
    step('leave', fc.record({ customer }), (a) => leave(a.customer)),
    step('renew', fc.record({ agent }), (a) => (model, real) => {
      model.renew(model.agents[a.agent]!);
      return { act: () => real.hall.desk.renew(`agent-${a.agent}`) };
    }),
    fc.tuple(fc.record({ ms, there }), sweeps).map(
      ([a, swept]) => new Step('wait', a, swept, wait(a.ms, a.there.agents, a.there.customers)),
    ),
    step('crash', fc.record({ ms }), (a) => crash(a.ms)),
  ];
}
