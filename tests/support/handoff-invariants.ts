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
    for (const { conversation_id: id, seq, at, sender, body } of rows) {
      events.get(id)?.push({
        conversationId: id as ConversationId,
        seq,
        at,
        sender: sender as ConversationEvent['sender'],
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
    expect({ id, load }).toEqual({ id, load: handoffs.filter((row) => row.agent_id === id).length });
    expect(load).toBeLessThanOrEqual(capacity);
  }
  for (const row of handoffs) {
    expect([row.id, row.state, row.agent_id !== null]).toEqual([
      row.id,
      row.state,
      HOLDS.includes(row.state),
    ]);
  }
  for (const conversation of conversations) {
    const log = events.get(conversation.id) ?? [];
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    expect(conversation.last_seq).toBe(log.length);
    // Folding throws at a gap.
    const tracker = replay(log);
    trackers.set(conversation.id, tracker);
    const stays = handoffs.filter((row) => row.conversation_id === conversation.id);
    const open = stays.filter(({ state }) => OPEN.includes(state));
    expect(open.length).toBeLessThanOrEqual(1);
    const owner = ownerBy(open[0]);
    expect([conversation.owner, tracker.owner]).toEqual([owner, owner]);
    if (open[0]) {
      const { id, state, fence, agent_id: agentId } = open[0];
      expect(tracker.handoff).toMatchObject({ id, state, fence, agentId: agentId ?? undefined });
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
  expect(requests).toBe(1);
  let state = 'requested';
  let ends = 0;
  for (const { body } of log) {
    if (body.kind !== 'handoffMoved' || body.handoffId !== stay.id) continue;
    expect([stay.id, body.from]).toEqual([stay.id, state]);
    state = body.to;
    if (OPEN.includes(body.from) && !OPEN.includes(body.to)) ends += 1;
    // Nothing comes back from the end, except that a wrap-up closes.
    if (ends > 0) expect(['wrapUp', 'closed', 'bot', 'abandoned', 'offlineMessage']).toContain(body.to);
  }
  expect([stay.id, state]).toEqual([stay.id, stay.state]);
  expect([stay.id, ends]).toEqual([stay.id, OPEN.includes(stay.state) ? 0 : 1]);
}
