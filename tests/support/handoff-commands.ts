import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { replay } from '../../src/conversation/tracker';
import type { ConversationId } from '../../src/conversation/id';
import { TongdaError, type ErrorCode } from '../../src/errors';
import { agentNumber, customerSeen, type Hall } from './handoff-hall';
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

/**
 * Which agent acts on which chat: the one who holds it, or some other; by the newest fence, or an older. `pick`
 * chooses among the chats that the command works on; `anyway` acts also when there are none.
 */
interface Hand {
  pick: number;
  stranger?: number;
  stale: boolean;
  anyway: boolean;
}

class Step implements fc.AsyncCommand<HandoffModel, Real> {
  constructor(
    private readonly name: string,
    private readonly args: object,
    /** Whether due work runs after it. */
    private readonly sweeps: boolean,
    private readonly plan: Plan,
    private readonly worthwhile: (model: HandoffModel) => boolean = () => true,
  ) {}

  check(model: Readonly<HandoffModel>): boolean {
    return this.worthwhile(model as HandoffModel);
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
    assert.equal(was, outcome);
    if (this.sweeps) await real.hall.sweep();
    assert.deepEqual(real.hall.failures, []);
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
  assert.deepEqual(
    Object.fromEntries(rows.map((row) => [row[0], row])),
    Object.fromEntries(chats.map((chat) => [chat[0], chat])),
  );
  for (const row of state.presences) {
    const agent = model.agents.find(({ id }) => id === row.agent_id);
    assert.deepEqual(
      [row.agent_id, row.state, row.wanted_capacity],
      [agent?.id, agent?.state, agent?.capacity],
    );
    assert.ok(row.load <= (agent?.ceiling ?? 0), `${row.agent_id} has ${row.load}`);
  }
  for (const [customer, id] of real.conversations) {
    const { said, replies, unread } = model.customers[customer]!;
    const log = state.events.get(id) ?? [];
    const texts = (kind: 'customerMessage' | 'agentMessage') =>
      log.flatMap(({ body }) => (body.kind === kind ? [body.text] : []));
    assert.deepEqual(texts('customerMessage'), said);
    assert.deepEqual(texts('agentMessage'), replies);
    const waiting = (trackers.get(id) ?? replay(log)).unread.map((seq) => log[seq - 1]?.body);
    assert.deepEqual(
      waiting,
      unread.map((text) => ({ kind: 'customerMessage', text })),
    );
  }
}

function inState(model: HandoffModel, state: ModelChat['state']): ModelChat[] {
  return model.chats().filter((chat) => chat.state === state);
}

function grasp(model: HandoffModel, { pick, stranger, stale }: Hand, state: ModelChat['state']) {
  const fitting = inState(model, state);
  const chats = fitting.length > 0 ? fitting : model.chats();
  const chat = chats[pick % Math.max(1, chats.length)];
  const holder = Number(chat?.agent?.slice('agent-'.length) ?? 0);
  const agent = agentNumber(stranger ?? holder);
  const held = { handoffId: chat?.id ?? 'none', fence: (chat?.fence ?? 0) - (stale ? 1 : 0) };
  const works = chat?.state === state && chat.agent === agent.id && !stale;
  return { customer: chat?.customer ?? 0, agent, held, works };
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
    const { customer, agent, held, works } = grasp(model, hand, state);
    if (works) model.expect(customer, cause);
    return { act: () => act(real.hall, agent, held), outcome: works ? 'ok' : refusal };
  };
}

function reply(hand: Hand, again: boolean): Plan {
  return (model, real) => {
    const { customer, agent, held, works } = grasp(model, hand, 'assigned');
    const clientId = `reply-${(real.counter += 1)}`;
    const message = { clientId, text: clientId };
    if (works) model.customers[customer]?.replies.push(clientId);
    const act = async (): Promise<void> => {
      const first = await real.hall.desk.reply(agent, held, message);
      if (again) assert.equal((await real.hall.desk.reply(agent, held, message)).seq, first.seq);
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
    return { act: () => customerSeen(real.hall.queue, id) };
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
      for (const id of waiting) await customerSeen(real.hall.queue, id);
      for (const { id } of there) await real.hall.desk.renew(id);
      real.hall.clock.advance(ms);
    };
    return { act };
  };
}

function presence(agent: number, state: 'online' | 'away' | 'offline', capacity: number): Plan {
  return (model, real) => {
    model.setPresence(model.agents[agent]!, state, capacity);
    return { act: () => real.hall.desk.setPresence(agentNumber(agent), state, capacity) };
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

/** Every command there is, for so many agents and customers; what is listed twice comes twice as often. */
export function handoffCommands(
  agents: number,
  customers: number,
): fc.Arbitrary<fc.AsyncCommand<HandoffModel, Real>>[] {
  const customer = fc.nat(customers - 1);
  const agent = fc.nat(agents - 1);
  // In the middle of the range: fast-check prefers the ends.
  const seldom = fc.nat(11).map((number) => number === 6);
  const sweeps = fc.nat(7).map((number) => number !== 3 && number !== 4);
  const step = <A extends object>(
    name: string,
    args: fc.Arbitrary<A>,
    plan: (args: A) => Plan,
    worthwhile?: (args: A, model: HandoffModel) => boolean,
  ) =>
    fc
      .tuple(args, sweeps)
      .map(
        ([values, swept]) =>
          new Step(name, values, swept, plan(values), (model) => worthwhile?.(values, model) ?? true),
      );
  const hand: fc.Arbitrary<Hand> = fc.record({
    pick: fc.nat(9),
    stranger: fc.option(agent, { nil: undefined, freq: 9 }),
    stale: seldom,
    anyway: seldom,
  });
  const onHand = (name: string, state: ModelChat['state'], plan: (hand: Hand) => Plan) =>
    step(name, hand, plan, ({ anyway }, model) => anyway || inState(model, state).length > 0);
  const accept = onHand('accept', 'offered', (by) =>
    onChat(by, 'offered', 'offer_gone', 'accepted', (hall, ...on) => hall.desk.accept(...on)),
  );
  const decline = onHand('decline', 'offered', (by) =>
    onChat(by, 'offered', 'offer_gone', 'declined', (hall, ...on) => hall.desk.decline(...on)),
  );
  const end = onHand('end', 'assigned', (by) =>
    onChat(by, 'assigned', 'stale_fence', 'ended', (hall, ...on) => hall.desk.end(...on)),
  );
  const requeue = onHand('requeue', 'assigned', (by) =>
    onChat(by, 'assigned', 'stale_fence', 'givenBack', (hall, ...on) => hall.desk.requeue(...on)),
  );
  const wrapUp = onHand('wrapUp', 'wrapUp', (by) =>
    onChat(by, 'wrapUp', 'stale_fence', 'wrappedUp', (hall, ...on) => hall.desk.wrapUp(...on, 'solved', '')),
  );
  const replies = onHand('reply', 'assigned', (by) => reply(by, by.pick % 2 === 0));
  const online = step('online', fc.record({ agent, capacity: fc.integer({ min: 1, max: 3 }) }), (a) =>
    presence(a.agent, 'online', a.capacity),
  );
  const absent = step(
    'absent',
    fc.record({ agent, state: fc.constantFrom('away' as const, 'offline' as const) }),
    (a) => presence(a.agent, a.state, 1),
    (a, model) => model.agents[a.agent]?.state !== 'offline',
  );
  const renew = step('renew', fc.record({ agent }), (a) => (model, real) => {
    model.renew(model.agents[a.agent]!);
    return { act: () => real.hall.desk.renew(`agent-${a.agent}`) };
  });
  const asks = step('ask', fc.record({ customer, priority: seldom.map(Number) }), (a) =>
    ask(a.customer, a.priority),
  );
  const ms = fc.oneof(
    // Also back: clocks are set.
    { weight: 3, arbitrary: fc.integer({ min: -8000, max: 20_000 }) },
    { weight: 6, arbitrary: fc.constantFrom(30_000, 40_000, 44_999, 45_000, 60_000, 90_000) },
    { weight: 1, arbitrary: fc.constantFrom(300_000, 300_001, 8 * 3_600_000) },
  );
  const some = (count: number) => {
    const all = Array.from({ length: count }, (_, index) => index);
    return fc.oneof(fc.constant(all), fc.subarray(all));
  };
  const there = { agents: some(agents), customers: some(customers) };
  const waits = step('wait', fc.record({ ms, ...there }), (a) => wait(a.ms, a.agents, a.customers));
  const known = (a: { customer: number }, model: HandoffModel) => model.newest(a.customer) !== undefined;
  return [
    ...[asks, asks, asks, online, online, online, absent, renew],
    ...[accept, accept, accept, accept, accept, accept, decline, replies, end, end, requeue, wrapUp, wrapUp],
    step('says', fc.record({ customer }), (a) => says(a.customer), known),
    step('seen', fc.record({ customer }), (a) => seen(a.customer), known),
    step('leave', fc.record({ customer }), (a) => leave(a.customer), known),
    ...[waits, waits],
    step('crash', fc.record({ ms }), (a) => crash(a.ms)),
  ];
}
