import type { VisibleEvent } from '../../../src/channels/web-chat/schema';
import { QUESTIONS } from '../questions';
import { ChatPage, visitorToken } from './chat-page';
import type { Account } from './desk-page';
import { enterQueue } from './enter-queue';
import { serveGenerator, type Mark } from './generator';
import { inParallel, runOpenLoop } from './open-loop';

export interface DurableOptions {
  url: string;
  /** Messages per second, over all conversations. */
  rate: number;
  /** Counted; the warm-up comes before. */
  seconds: number;
  warmUpSeconds: number;
  conversations: number;
  /** `queue`: the server runs without a bot, so that messages are only stored and delivered. */
  owner: 'queue' | 'bot';
  /** Makes the one agent who is online, so that customers may queue; none for a server without a handoff. */
  account?: Account;
}

export interface DurableResult {
  /** Milliseconds from the time that a message was due to be sent. */
  acknowledged: number[];
  /** The same, until a second page of the conversation has the message. */
  delivered: number[];
  /** Until the bot has answered; empty when it does not. */
  answered: number[];
  /** How late the generator itself sent. */
  lateness: number[];
  /** Client ids that were acknowledged, warm-up included. */
  acknowledgedIds: string[];
  refused: Record<string, number>;
  /** Acknowledged but not seen by the reader. */
  undelivered: number;
  /** Events that did not follow the one before on any page. */
  faults: number;
}

/** One conversation: the page that writes and a second page that reads. */
interface Pair {
  sender: ChatPage;
  reader: ChatPage;
  /** When each message that waits for the bot was due. */
  unanswered: number[];
}

const RUN = `load${process.pid}`;
const SETTLE_MS = 30_000;

serveGenerator(async (options: DurableOptions, mark) => {
  const load = new DurableLoad(options);
  await load.connect();
  await load.enterQueue();
  mark('connected');
  return load.run(mark);
});

class DurableLoad {
  private readonly pairs: Pair[] = [];
  private readonly dueAt = new Map<string, number>();
  private readonly seen = new Set<string>();
  private readonly result: DurableResult = {
    acknowledged: [],
    delivered: [],
    answered: [],
    lateness: [],
    acknowledgedIds: [],
    refused: {},
    undelivered: 0,
    faults: 0,
  };
  private countingFrom = Number.POSITIVE_INFINITY;
  private open = 0;

  constructor(private readonly options: DurableOptions) {}

  async connect(): Promise<void> {
    const { url, conversations } = this.options;
    await inParallel(conversations, 64, async (index) => {
      const token = visitorToken(RUN, index);
      const sender = new ChatPage(url, token, 2 * index);
      const reader = new ChatPage(url, token, 2 * index + 1);
      const pair: Pair = { sender, reader, unanswered: [] };
      reader.onEvents = (events) => this.onRead(pair, events);
      await sender.join();
      await reader.join();
      this.pairs[index] = pair;
    });
  }

  /** Gives every conversation to people, where the bot is not to answer. */
  async enterQueue(): Promise<void> {
    const { url, owner, account } = this.options;
    if (owner !== 'queue' || !account) return;
    await enterQueue(
      url,
      account,
      this.pairs.map(({ sender }) => sender),
    );
  }

  async run(mark: Mark): Promise<DurableResult> {
    const { rate, seconds, warmUpSeconds } = this.options;
    const { result } = this;
    const warmUp = rate * warmUpSeconds;
    this.countingFrom = Number.POSITIVE_INFINITY;
    const lateness = await runOpenLoop(rate, warmUp + rate * seconds, (index, dueAt) => {
      if (index === warmUp) {
        this.countingFrom = dueAt;
        mark('measuring', result.acknowledgedIds.length);
      }
      this.send(index, dueAt);
    });
    mark('sent');
    const deadline = Date.now() + SETTLE_MS;
    while ((this.open > 0 || this.dueAt.size > 0 || this.isWaiting()) && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 10));
    mark('settled', result.acknowledgedIds.length);
    result.lateness = lateness.slice(warmUp);
    result.undelivered = result.acknowledgedIds.filter((id) => !this.seen.has(id)).length;
    result.faults = this.pairs.reduce((sum, { sender, reader }) => sum + sender.faults + reader.faults, 0);
    return result;
  }

  private isWaiting(): boolean {
    return this.options.owner === 'bot' && this.pairs.some(({ unanswered }) => unanswered.length > 0);
  }

  private send(index: number, dueAt: number): void {
    const pair = this.pairs[index % this.pairs.length]!;
    const clientId = `${RUN}-${index}`;
    const text = QUESTIONS[(index * 7) % QUESTIONS.length]!;
    this.dueAt.set(clientId, dueAt);
    if (this.options.owner === 'bot') pair.unanswered.push(dueAt);
    this.open += 1;
    pair.sender.socket.emit('send', { clientId, text }, (reply) => {
      this.open -= 1;
      if (reply.ok) {
        this.result.acknowledgedIds.push(clientId);
        if (dueAt >= this.countingFrom) this.result.acknowledged.push(performance.now() - dueAt);
        return;
      }
      const { code } = reply.error;
      this.result.refused[code] = (this.result.refused[code] ?? 0) + 1;
      this.dueAt.delete(clientId);
      if (this.options.owner === 'bot') pair.unanswered.pop();
    });
  }

  private onRead(pair: Pair, events: readonly VisibleEvent[]): void {
    const now = performance.now();
    for (const event of events) {
      if ('kind' in event) {
        // A turn's record is hidden from customers and ends what the bot said in it; it may answer several messages.
        for (const dueAt of pair.unanswered.splice(0))
          if (dueAt >= this.countingFrom) this.result.answered.push(now - dueAt);
        continue;
      }
      const { clientId } = event;
      const dueAt = clientId === undefined ? undefined : this.dueAt.get(clientId);
      if (clientId === undefined || dueAt === undefined) continue;
      this.dueAt.delete(clientId);
      this.seen.add(clientId);
      if (dueAt >= this.countingFrom) this.result.delivered.push(now - dueAt);
    }
  }
}
