import { ManualClock } from '../../src/clock';
import type { ConversationEvent } from '../../src/conversation/event';
import type { ConversationId } from '../../src/conversation/id';
import type { DialogDecision } from '../../src/dialog/decision';
import { AnnouncedStore } from '../../src/engine/announced-store';
import type { Brain } from '../../src/engine/brain';
import { ChatService } from '../../src/engine/chat-service';
import { EventBell, newsOf } from '../../src/engine/event-bell';
import { handoffDoor } from '../../src/engine/handoff-door';
import { Sweeper } from '../../src/engine/sweeper';
import { TrackerCache } from '../../src/engine/tracker-cache';
import { TurnHandler } from '../../src/engine/turn-handler';
import { CustomerLeases } from '../../src/handoff/customer-leases';
import { QueueService } from '../../src/handoff/queue-service';
import { Router } from '../../src/handoff/router';
import { parseHandoffSettings } from '../../src/handoff/settings';
import { SILENT_LOGGER } from '../../src/logger';
import { SqlStore } from '../../src/store/sql-store';
import type { TestDatabase } from './databases';

/** A brain that says back what it was asked, for tests of everything around it. */
export function echoBrain(decide?: (utterance: string) => Partial<DialogDecision>): Brain {
  return {
    modelId: 'echo',
    parse: (text) => ({
      text,
      intent: { name: 'echo', confidence: 1 },
      intent_ranking: [],
      entities: [],
      intents: [],
      outOfScope: false,
      outOfScopeScore: 0,
      alternatives: [],
      decision: 'answer',
      why: [],
    }),
    search: () => ({ decision: 'none', hits: [] }),
    decide: ({ utterance }) => ({
      outcome: 'answer',
      reason: 'echo',
      messages: [{ text: `回声：${utterance}` }],
      entities: [],
      ...decide?.(utterance),
    }),
    title: (intent) => intent,
    text: (name) => name,
  };
}

const TIME_ZONE = 'Asia/Shanghai';
export const START = Date.parse('2026-11-22T10:00:00+08:00');

/** A chat engine over a test database, with a clock that the test moves. */
export function buildEngine(test: TestDatabase, brain: Brain = echoBrain()) {
  const clock = new ManualClock(START);
  const bell = new EventBell();
  const store = new AnnouncedStore(new SqlStore(test.database), {
    onEvents: (events) => {
      const news = newsOf(events);
      if (news) bell.ring(news);
    },
    onScheduled: () => undefined,
  });
  const trackers = new TrackerCache();
  const settings = parseHandoffSettings({});
  const leases = new CustomerLeases(() => settings, new Set(['web']));
  const say = brain.text.bind(brain);
  const queue = new QueueService(store, clock, () => settings, TIME_ZONE, say, leases);
  const router = new Router(store, clock, () => settings, say);
  const turns = new TurnHandler(
    store,
    trackers,
    brain,
    clock,
    SILENT_LOGGER,
    TIME_ZONE,
    handoffDoor(queue, (intent) => intent),
  );
  const sweeper = new Sweeper(store, clock, SILENT_LOGGER, {
    turn: (work) => turns.handle(work),
    route: (work) => router.route(work),
    queueLapse: (work) => queue.lapse(work),
  });
  test.beforeDestroy.push(() => sweeper.stop());
  const chat = new ChatService(store, trackers, clock);
  let counter = 0;
  return {
    clock,
    bell,
    store,
    chat,
    sweeper,
    turns,
    say: (text: string, visitorId = 'visitor', gatherMs = 1500) =>
      chat.receive({ channel: 'web', visitorId, clientId: `client-${(counter += 1)}`, text, gatherMs }),
    /** Moves the clock and runs what has become due. */
    wait: async (ms: number) => {
      clock.advance(ms);
      await sweeper.sweep();
    },
    log: (id: ConversationId): Promise<ConversationEvent[]> => chat.eventsAfter(id, 0, 1000),
  };
}

/** The texts of the bot's bubbles in a log. */
export const botTexts = (events: readonly ConversationEvent[]): string[] =>
  events.flatMap((event) => (event.body.kind === 'botMessage' ? [event.body.content.text] : []));
