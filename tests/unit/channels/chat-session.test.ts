import { ChatSession, type ChatSocket } from '../../../src/channels/web-chat/chat-session';
import type { WebChatHandoff, WebChatPorts } from '../../../src/channels/web-chat/ports';
import type { LogNews } from '../../../src/channels/event-feed';
import type { ConversationEvent } from '../../../src/conversation/event';
import type { ConversationId } from '../../../src/conversation/id';
import { SILENT_LOGGER } from '../../../src/logger';

const ID = 'conversation' as ConversationId;

const event = (seq: number): ConversationEvent => ({
  conversationId: ID,
  seq,
  at: seq,
  sender: 'bot',
  body: { kind: 'botMessage', content: { text: `${seq}` }, turnSeq: 0 },
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A page whose log can grow at any point of its `hello`. */
class Page {
  readonly log = [event(1), event(2)];
  readonly seen: number[] = [];
  reads = 0;
  /** Called between the reading of the log and the answer. */
  whileReading: () => void = () => {};
  private readonly listeners = new Set<(news: LogNews) => void>();
  readonly session: ChatSession;

  constructor() {
    const socket = {
      data: { visitorId: 'visitor' },
      conn: { writeBuffer: [] },
      emit: (_name: string, batch: { events: { seq: number }[] }) =>
        this.seen.push(...batch.events.map(({ seq }) => seq)),
    };
    const ports: Partial<WebChatPorts> = {
      logEpoch: 'epoch',
      open: async () => ({
        id: ID,
        channel: 'web',
        visitorId: 'visitor',
        createdAt: 0,
        lastSeq: this.log.length,
        owner: 'bot',
      }),
      eventsAfter: async (_id, after) => {
        this.reads += 1;
        const events = this.log.filter(({ seq }) => seq > after);
        await turn();
        this.whileReading();
        return events;
      },
      subscribe: (_id, listener) => {
        this.listeners.add(listener);
        return () => void this.listeners.delete(listener);
      },
      welcome: async () => ({ robotNotice: '', privacyNotice: '', greeting: '', hotQuestions: [] }),
    };
    const handoff: Partial<WebChatHandoff> = { customerSeen: () => {} };
    this.session = new ChatSession(
      socket as unknown as ChatSocket,
      ports as WebChatPorts,
      handoff as WebChatHandoff,
      SILENT_LOGGER,
    );
  }

  get listening(): number {
    return this.listeners.size;
  }

  grow(): void {
    const events = [event(this.log.length + 1)];
    this.log.push(...events);
    for (const listener of this.listeners) listener({ lastSeq: this.log.length, events });
  }

  async hello(lastSeq: number): Promise<number[]> {
    const reply = await this.session.hello({ lastSeq, logEpoch: 'epoch' });
    return reply.events.map(({ seq }) => seq);
  }
}

describe('hello', () => {
  it('answers what was missed with one reading of the log', async () => {
    const page = new Page();
    expect(await page.hello(1)).toEqual([2]);
    await turn();
    page.grow();
    expect(page.seen).toEqual([3]);
    expect(page.reads).toBe(1);
  });

  it.each([1, 2, 3])('misses nothing of %d events that are committed while it reads', async (count) => {
    const page = new Page();
    page.whileReading = () => {
      page.whileReading = () => {};
      for (let grown = 0; grown < count; grown += 1) page.grow();
    };
    expect(await page.hello(0)).toEqual([1, 2]);
    expect(page.seen).toEqual([]);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    page.grow();
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(page.seen).toEqual(page.log.slice(2).map(({ seq }) => seq));
  });

  it('listens once however often it is said, and no more after the page has gone', async () => {
    const page = new Page();
    await page.hello(0);
    await page.hello(2);
    expect(page.listening).toBe(1);
    page.session.close();
    await page.hello(2);
    expect(page.listening).toBe(0);
  });
});
