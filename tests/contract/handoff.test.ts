import type { ConversationId } from '../../src/conversation/id';
import { replay } from '../../src/conversation/tracker';
import { databaseKinds, type TestDatabase } from '../support/databases';
import { botTexts } from '../support/engine';
import { customerSeen } from '../support/handoff-hall';
import { buildHandoff } from '../support/handoff';

describe.each(databaseKinds())('the handoff in $name', ({ create }) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });
  afterEach(() => test.destroy());

  it('goes from the request to the rating', async () => {
    const hall = buildHandoff(test);
    const id = await hall.ask('customer');
    expect(await hall.owner(id)).toBe('queue');
    const agent = await hall.online('wang');
    expect((await hall.of(id)).state).toBe('offered');
    await hall.desk.accept(agent, await hall.held(id));
    expect(await hall.owner(id)).toBe('agent');
    await hall.desk.reply(agent, await hall.held(id), { clientId: 'reply-001', text: '您好' });
    await hall.desk.end(agent, await hall.held(id));
    expect(await hall.owner(id)).toBe('bot');
    expect(await hall.load('wang')).toBe(1);
    await hall.desk.wrapUp(agent, await hall.held(id), 'solved', '已处理');
    expect(await hall.load('wang')).toBe(0);
    const { id: handoffId } = await hall.of(id);
    const conversation = { id, visitorId: 'customer' };
    await hall.queue.rate(conversation, { handoffId, score: 5, comment: '好' });
    await hall.queue.rate(conversation, { handoffId, score: 1, comment: '改' });
    const events = await hall.log(id);
    expect(events.filter((event) => event.body.kind === 'rating')).toHaveLength(1);
    expect(replay(events).toRate).toBeUndefined();
    expect(botTexts(events)).toEqual([
      'utter_queue_next',
      'utter_agent_joined:wang',
      'utter_agent_left',
      'utter_rating_thanks',
    ]);
  });

  it('serves first come first, and never over capacity', async () => {
    const hall = buildHandoff(test);
    const ids: ConversationId[] = [];
    for (const visitor of ['a', 'b', 'c', 'd']) {
      ids.push(await hall.ask(visitor));
      hall.clock.advance(1000);
    }
    await hall.online('wang', 2);
    const states = async () => Promise.all(ids.map(async (id) => (await hall.of(id)).state));
    expect(await states()).toEqual(['offered', 'offered', 'queued', 'queued']);
    expect(await hall.queue.status(ids[3]!)).toEqual({ ahead: 3 });
    const agent = hall.agent('wang');
    await hall.desk.accept(agent, await hall.held(ids[0]!));
    await hall.desk.end(agent, await hall.held(ids[0]!));
    await hall.sweeper.sweep();
    expect(await states()).toEqual(['wrapUp', 'offered', 'queued', 'queued']);
    await hall.desk.wrapUp(agent, await hall.held(ids[0]!), 'solved', '');
    await hall.sweeper.sweep();
    expect(await states()).toEqual(['closed', 'offered', 'offered', 'queued']);
  });

  it('gives an offer that nobody takes to the next agent, and its place is kept', async () => {
    const hall = buildHandoff(test);
    await hall.online('absent');
    const id = await hall.ask('customer');
    expect((await hall.of(id)).agentId).toBe('id-absent');
    const before = await hall.held(id);
    await hall.online('present');
    await hall.wait(30_000);
    const after = await hall.of(id);
    expect(after).toMatchObject({ state: 'offered', agentId: 'id-present' });
    expect(after.queuedAt).toBe(after.requestedAt);
    expect(await hall.load('absent')).toBe(0);
    await expect(hall.desk.accept(hall.agent('absent'), before)).rejects.toMatchObject({
      code: 'offer_gone',
    });
    await hall.desk.accept(hall.agent('present'), await hall.held(id));
  });

  it('lets one of two agents have a chat, never both', async () => {
    const hall = buildHandoff(test);
    const id = await hall.ask('customer');
    await hall.online('a');
    const held = await hall.held(id);
    const results = await Promise.allSettled([
      hall.desk.accept(hall.agent('a'), held),
      hall.desk.accept(hall.agent('a'), held),
      hall.desk.accept(hall.agent('b'), held),
    ]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(await hall.load('a')).toBe(1);
  });

  it('offers a declined chat to another, and again to the same only after a while', async () => {
    const hall = buildHandoff(test);
    const agent = await hall.online('only');
    const id = await hall.ask('customer');
    await hall.desk.decline(agent, await hall.held(id));
    await hall.sweeper.sweep();
    expect((await hall.of(id)).state).toBe('queued');
    await hall.desk.renew(agent.id);
    await hall.wait(30_000);
    await hall.desk.renew(agent.id);
    await hall.wait(29_999);
    expect((await hall.of(id)).state).toBe('queued');
    await hall.wait(1);
    expect((await hall.of(id)).state).toBe('offered');
  });

  it('keeps an agent who is briefly gone, and gives the chats back after the lease', async () => {
    const hall = buildHandoff(test);
    const agent = await hall.online('wang');
    const id = await hall.ask('customer');
    await hall.desk.accept(agent, await hall.held(id));
    const held = await hall.held(id);
    await hall.wait(44_000);
    await hall.desk.renew(agent.id);
    await hall.wait(44_999);
    expect((await hall.of(id)).state).toBe('assigned');
    await hall.wait(1);
    expect(await hall.of(id)).toMatchObject({ state: 'queued', agentId: undefined });
    expect(await hall.load('wang')).toBe(0);
    const reply = hall.desk.reply(agent, held, { clientId: 'late-0001', text: '迟到的话' });
    await expect(reply).rejects.toMatchObject({ code: 'stale_fence' });
  });

  it('answers a reply that is sent again with the seq that it has, even after the chat has gone', async () => {
    const hall = buildHandoff(test);
    const agent = await hall.online('wang');
    const id = await hall.ask('customer');
    await hall.desk.accept(agent, await hall.held(id));
    const held = await hall.held(id);
    const message = { clientId: 'reply-001', text: '请稍等' };
    const first = await hall.desk.reply(agent, held, message);
    expect((await hall.desk.reply(agent, held, message)).seq).toBe(first.seq);
    await hall.desk.requeue(agent, held);
    expect((await hall.desk.reply(agent, held, message)).seq).toBe(first.seq);
  });

  it('takes a customer who has gone out of the queue, and gives the place back on return', async () => {
    const hall = buildHandoff(test);
    const first = await hall.ask('gone');
    hall.clock.advance(1000);
    const second = await hall.ask('second');
    await hall.wait(100_000);
    await customerSeen(hall.queue, second);
    await hall.wait(79_000);
    expect((await hall.of(first)).state).toBe('abandoned');
    expect(await hall.owner(first)).toBe('bot');
    expect((await hall.of(second)).state).toBe('queued');
    await customerSeen(hall.queue, first);
    expect(await hall.queue.status(first)).toEqual({ ahead: 0 });
    expect(await hall.queue.status(second)).toEqual({ ahead: 1 });
  });

  it('does not give back a place after too long', async () => {
    const hall = buildHandoff(test);
    const id = await hall.ask('gone');
    await hall.wait(180_000);
    await hall.wait(600_001);
    await customerSeen(hall.queue, id);
    expect((await hall.of(id)).state).toBe('abandoned');
  });

  it('lets the customer leave, also while the chat is on offer', async () => {
    const hall = buildHandoff(test);
    const id = await hall.ask('customer');
    const agent = await hall.online('wang');
    await hall.queue.leave(id);
    expect(await hall.owner(id)).toBe('bot');
    expect(await hall.load('wang')).toBe(0);
    await expect(hall.queue.leave(id)).rejects.toMatchObject({ code: 'illegal_move' });
    await expect(hall.desk.accept(agent, await hall.held(id))).rejects.toMatchObject({ code: 'offer_gone' });
  });

  it('takes a message outside of the hours when nobody is online', async () => {
    const hall = buildHandoff(test, { service_hours: { from: '08:00', to: '09:00' } });
    const id = await hall.ask('late');
    expect((await hall.of(id)).state).toBe('offlineMessage');
    expect(await hall.owner(id)).toBe('bot');
    await hall.online('night');
    const other = await hall.ask('other');
    expect((await hall.of(other)).state).toBe('offered');
  });

  it('asks for one person only, however often it is asked', async () => {
    const hall = buildHandoff(test);
    const id = await hall.ask('twice');
    await hall.ask('twice');
    const events = await hall.log(id);
    expect(events.filter((event) => event.body.kind === 'handoffRequested')).toHaveLength(1);
  });

  it('tells the expected wait once twenty services have been measured', async () => {
    const hall = buildHandoff(test);
    const agent = await hall.online('wang');
    for (let service = 0; service < 20; service += 1) {
      const waiting = await hall.ask('probe');
      expect((await hall.queue.status(waiting))?.waitMs).toBeUndefined();
      await hall.desk.accept(agent, await hall.held(waiting));
      await hall.desk.renew(agent.id);
      hall.clock.advance(30_000);
      await hall.desk.renew(agent.id);
      hall.clock.advance(30_000);
      await hall.desk.end(agent, await hall.held(waiting));
      await hall.desk.wrapUp(agent, await hall.held(waiting), 'solved', '');
    }
    await hall.ask('first');
    const second = await hall.ask('second');
    expect(await hall.queue.status(second)).toEqual({ ahead: 1, waitMs: 120_000 });
  });

  it('closes a wrap-up that nobody writes', async () => {
    const hall = buildHandoff(test);
    const agent = await hall.online('wang');
    const id = await hall.ask('customer');
    await hall.desk.accept(agent, await hall.held(id));
    await hall.desk.end(agent, await hall.held(id));
    await hall.desk.renew(agent.id);
    await hall.wait(300_000);
    expect((await hall.of(id)).state).toBe('closed');
    expect(await hall.load('wang')).toBe(0);
  });

  it('keeps load within a capacity that is lowered below it', async () => {
    const hall = buildHandoff(test);
    const agent = await hall.online('wang', 3);
    const ids = [await hall.ask('a'), await hall.ask('b'), await hall.ask('c')];
    for (const id of ids) await hall.desk.accept(agent, await hall.held(id));
    await hall.desk.setPresence(agent, 'online', 1);
    const waiting = await hall.ask('d');
    await hall.desk.end(agent, await hall.held(ids[0]!));
    await hall.desk.wrapUp(agent, await hall.held(ids[0]!), 'solved', '');
    await hall.sweeper.sweep();
    expect(await hall.load('wang')).toBe(2);
    expect((await hall.of(waiting)).state).toBe('queued');
  });

  it('serves a queue longer than one batch of the router, also behind chats that everybody let pass', async () => {
    const hall = buildHandoff(test, { pass_seconds: 600, agent_lease_seconds: 3600 });
    const ids: ConversationId[] = [];
    for (let number = 0; number < 62; number += 1) ids.push(await hall.ask(`customer-${number}`, 'rest'));
    const states = async () => Promise.all(ids.map(async (id) => (await hall.of(id)).state));
    await hall.online('wang', 60);
    expect((await states()).filter((state) => state === 'offered')).toHaveLength(60);
    await hall.desk.setPresence(hall.agent('wang'), 'away', 60);
    await hall.online('wang', 60);
    expect((await states()).slice(-3)).toEqual(['queued', 'offered', 'offered']);
  });

  it('takes no room of an agent who has gone since the router looked', async () => {
    const hall = buildHandoff(test);
    const agent = await hall.online('wang');
    const take = () => hall.store.write((tx) => tx.presences.take(agent.id, hall.clock.now()));
    for (const state of ['away', 'offline'] as const) {
      await hall.desk.setPresence(agent, state, 1);
      expect(await take()).toBe(false);
    }
    await hall.online('wang');
    hall.clock.advance(45_000);
    expect(await take()).toBe(false);
    await hall.desk.renew(agent.id);
    expect(await take()).toBe(true);
    expect(await take()).toBe(false);
  });
});
