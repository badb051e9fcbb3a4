import { randomUUID } from 'node:crypto';
import type { DeskChat, DeskState } from '../../../src/channels/agent-desk/schema';
import { DeskPage } from './desk-page';
import type { Figures } from './visitor-player';

const CAPACITY = 5;
/** How long an agent writes at an answer. */
const REPLY_MS = 8000;
/** A chat has so many answers; then it is ended and written up. */
const REPLIES = 4;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** An agent at work: accepts what is offered, opens it, answers after a while, ends it and writes the wrap-up. */
export class AgentPlayer {
  private readonly taken = new Set<string>();

  constructor(
    private readonly url: string,
    private readonly cookie: string,
    private readonly figures: () => Figures,
  ) {}

  async play(): Promise<void> {
    try {
      const desk = await DeskPage.open(this.url, this.cookie);
      desk.onState = (state) => this.look(desk, state);
      await desk.socket.request('presence', { state: 'online', capacity: CAPACITY });
    } catch {
      this.figures().errors += 1;
    }
  }

  private look(desk: DeskPage, { offers }: DeskState): void {
    for (const offer of offers) {
      if (this.taken.has(offer.handoffId)) continue;
      this.taken.add(offer.handoffId);
      this.talk(desk, offer).catch(() => {
        // Customers close their pages while they wait or talk: then the chat has gone, which is no error.
      });
    }
  }

  private async talk(desk: DeskPage, { handoffId, fence, conversationId }: DeskChat): Promise<void> {
    const held = { handoffId, fence };
    await desk.socket.request('accept', held);
    await desk.socket.request('open', { conversationId });
    for (let replies = 0; replies < REPLIES; replies += 1) {
      await pause(Math.random() * 2 * REPLY_MS);
      await desk.socket.request('typing', { ...held, on: true });
      const sentAt = performance.now();
      const text = '您好，已经为您查到了，请稍等一下。';
      await desk.socket.request('reply', { ...held, clientId: randomUUID(), text });
      this.figures().acknowledged.push(performance.now() - sentAt);
    }
    await desk.socket.request('end', held);
    await desk.socket.request('wrapUp', { ...held, code: 'solved', note: '' });
  }
}
