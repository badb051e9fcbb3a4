import { ManualClock } from '../../src/clock';
import type { NewEvent } from '../../src/conversation/event';
import type { ConversationId } from '../../src/conversation/id';
import { Sweeper } from '../../src/engine/sweeper';
import { CustomerLeases } from '../../src/handoff/customer-leases';
import { DeskService, type Agent } from '../../src/handoff/desk-service';
import { QueueService } from '../../src/handoff/queue-service';
import { Router } from '../../src/handoff/router';
import { parseHandoffSettings } from '../../src/handoff/settings';
import { SILENT_LOGGER } from '../../src/logger';
import { SqlStore } from '../../src/store/sql-store';
import type { TestDatabase } from './databases';
import { START } from './engine';

/** The handoff over a test database, with a clock that the test moves. */
export function buildHandoff(test: TestDatabase, settings: Record<string, unknown> = {}) {
  const clock = new ManualClock(START);
  const store = new SqlStore(test.database);
  const parsed = parseHandoffSettings(settings);
  const read = () => parsed;
  const say = (name: string, variables: Record<string, string | number> = {}) =>
    [name, ...Object.values(variables)].join(':');
  const leases = new CustomerLeases(read, new Set(['web']));
  const queue = new QueueService(store, clock, read, 'Asia/Shanghai', say, leases);
  const desk = new DeskService(store, clock, read, say, leases);
  const router = new Router(store, clock, read, say);
  const sweeper = new Sweeper(store, clock, SILENT_LOGGER, {
    route: (work) => router.route(work),
    offerTimeout: (work) => desk.offerTimeout(work),
    queueLapse: (work) => queue.lapse(work),
    presenceLapse: (work) => desk.lapse(work),
    wrapUpEnd: (work) => desk.wrapUpEnd(work),
  });
  test.beforeDestroy.push(() => sweeper.stop());
  const agent = (name: string): Agent => ({ id: `id-${name}`, name });
  return {
    clock,
    store,
    queue,
    desk,
    sweeper,
    agent,
    /** A customer who asks for a person; answers the conversation. */
    ask: async (visitor: string, channel = 'web'): Promise<ConversationId> => {
      const { id } = await store.write((tx) => tx.conversations.open(channel, visitor, clock.now()));
      const summary = { reason: 'asked' as const, utterance: '转人工', entities: [], tried: [] };
      await store.write((tx) => queue.request(tx, { conversationId: id, channel, reason: 'asked', summary }));
      await sweeper.sweep();
      return id;
    },
    online: async (name: string, capacity = 1): Promise<Agent> => {
      await desk.setPresence(agent(name), 'online', capacity);
      await sweeper.sweep();
      return agent(name);
    },
    wait: async (ms: number): Promise<void> => {
      clock.advance(ms);
      await sweeper.sweep();
    },
    says: (id: ConversationId, text: string) => {
      const event: NewEvent = { sender: 'visitor:x', body: { kind: 'customerMessage', text } };
      return store.write((tx) => tx.conversations.append(id, [event], clock.now()));
    },
    of: async (id: ConversationId) => {
      const handoff = await store.read((tx) => tx.handoffs.latestOf(id));
      if (!handoff) throw new Error('no handoff');
      return handoff;
    },
    held: async (id: ConversationId) => {
      const handoff = await store.read((tx) => tx.handoffs.latestOf(id));
      return { handoffId: handoff?.id ?? '', fence: handoff?.fence ?? 0 };
    },
    load: async (name: string) => (await store.read((tx) => tx.presences.find(`id-${name}`)))?.load,
    owner: async (id: ConversationId) => (await store.read((tx) => tx.conversations.find(id)))?.owner,
    log: (id: ConversationId) => store.read((tx) => tx.conversations.eventsAfter(id, 0, 1000)),
  };
}
