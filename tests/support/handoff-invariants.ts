// Thousands of checks in a test: jest's `expect` would take longer than what it checks.
import { strict as assert } from 'node:assert';
import type { ConversationEvent } from '../../src/conversation/event';
import type { ConversationId } from '../../src/conversation/id';
import { replay, type Owner, type Tracker } from '../../src/conversation/tracker';
import type { Database } from '../../src/store/database';
import type { Schema } from '../../src/store/schema';

const OPEN = ['requested', 'queued', 'offered', 'assigned'];
const HOLDS = ['offered', 'assigned', 'wrapUp'];

export interface Snapshot {
  handoffs: Schema['handoff'][];
  presences: Schema['presence'][];
  conversations: Schema['conversation'][];
  events: Map<string, ConversationEvent[]>;
}

/** Everything that is in the database. */
export function snapshot(database: Database): Promise<Snapshot> {
  return database.read(async (db) => {
    const handoffs = await db.selectFrom('handoff').selectAll().execute();
    const presences = await db.selectFrom('presence').selectAll().execute();
    const conversations = await db.selectFrom('conversation').selectAll().execute();
    const events = new Map<string, ConversationEvent[]>(conversations.map(({ id }) => [id, []]));
    const rows = await db.selectFrom('event').selectAll().orderBy('conversation_id').orderBy('seq').execute();
    for (const { conversation_id: id, seq, at, sender, client_id: clientId, body } of rows) {
      events.get(id)?.push({
        conversationId: id as ConversationId,
        seq,
        at,
        sender: sender as ConversationEvent['sender'],
        ...(clientId === null ? {} : { clientId }),
        body: JSON.parse(body) as ConversationEvent['body'],
      });
    }
    return { handoffs, presences, conversations, events };
  });
}

/** What must hold in every committed state, whoever wrote it. Answers the trackers of the conversations. */
export function checkInvariants({
  handoffs,
  presences,
  conversations,
  events,
}: Snapshot): Map<string, Tracker> {
  const trackers = new Map<string, Tracker>();
  for (const { agent_id: id, load, capacity } of presences) {
    const held = handoffs.filter((row) => row.agent_id === id).length;
    assert.equal(load, held, `load of ${id}`);
    assert.ok(load <= capacity, `${id} has ${load} of ${capacity}`);
  }
  for (const row of handoffs) {
    assert.equal(row.agent_id !== null, HOLDS.includes(row.state), `${row.id} ${row.state}`);
  }
  for (const conversation of conversations) {
    const log = events.get(conversation.id) ?? [];
    assert.equal(conversation.last_seq, log.length, 'the last seq');
    // Throws at a gap.
    const tracker = replay(log);
    trackers.set(conversation.id, tracker);
    const stays = handoffs.filter((row) => row.conversation_id === conversation.id);
    const open = stays.filter(({ state }) => OPEN.includes(state));
    assert.ok(open.length <= 1, `${open.length} open handoffs`);
    const owner = ownerBy(open[0]);
    assert.deepEqual([conversation.owner, tracker.owner], [owner, owner], 'the owner by row and by log');
    if (open[0]) {
      const { id, state, fence, agentId } = tracker.handoff ?? {};
      const { id: openId, state: openState, fence: openFence, agent_id: holder } = open[0];
      assert.deepEqual([id, state, fence, agentId ?? null], [openId, openState, openFence, holder]);
    }
    for (const stay of stays) checkStay(stay, log);
  }
  return trackers;
}

function ownerBy(open: Schema['handoff'] | undefined): Owner {
  if (!open) return 'bot';
  return open.state === 'assigned' ? 'agent' : 'queue';
}

/** The log of one handoff is one chain of moves to the state of the row, and it ends once. */
function checkStay(stay: Schema['handoff'], log: readonly ConversationEvent[]): void {
  const requests = log.filter(
    ({ body }) => body.kind === 'handoffRequested' && body.handoffId === stay.id,
  ).length;
  assert.equal(requests, 1, `${stay.id} was requested ${requests} times`);
  let state = 'requested';
  let ends = 0;
  for (const { body } of log) {
    if (body.kind !== 'handoffMoved' || body.handoffId !== stay.id) continue;
    assert.equal(body.from, state, `${stay.id}: a move from a state that it was not in`);
    state = body.to;
    if (OPEN.includes(body.from) && !OPEN.includes(body.to)) ends += 1;
    // Nothing comes back from the end, except that a wrap-up closes.
    if (ends > 0) assert.ok(!OPEN.includes(body.to), `${stay.id} came back from its end`);
  }
  assert.equal(stay.state, state, `${stay.id}: row and log`);
  assert.equal(ends, OPEN.includes(stay.state) ? 0 : 1, `${stay.id} ended ${ends} times`);
}
