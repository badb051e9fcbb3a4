import { io, type Socket } from 'socket.io-client';
import type {
  DeskState,
  DeskToServerEvents,
  ServerToDeskEvents,
} from '../../../src/channels/agent-desk/schema';
import type { DeskAccount } from './agent-desk';

/** How many replies may be without an answer at once. */
const WINDOW = 32;

/** A desk without a console that writes faster than any person. */
export class DeskWriter {
  private readonly socket: Socket<ServerToDeskEvents, DeskToServerEvents>;

  constructor(url: string, { cookie }: DeskAccount) {
    this.socket = io(`${url}/desk`, {
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { cookie },
    });
  }

  /** Serves one chat at a time from now on. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('connect_error', reject);
    });
    await this.ask('hello', {});
    await this.ask('presence', { state: 'online', capacity: 1 });
  }

  /** Takes the offer that comes. */
  async accept(): Promise<{ handoffId: string; fence: number; conversationId: string }> {
    for (;;) {
      const { offers } = await this.ask<DeskState>('hello', {});
      const [offer] = offers;
      if (offer) {
        const { handoffId, fence, conversationId } = offer;
        await this.ask('accept', { handoffId, fence });
        return { handoffId, fence, conversationId };
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Follows a conversation, as a console does with the chats of its agent. */
  async follow(conversationId: string): Promise<void> {
    await this.ask('open', { conversationId });
  }

  /** Writes so many replies as fast as they are acknowledged. */
  async write(
    held: { handoffId: string; fence: number },
    count: number,
    text: (n: number) => string,
  ): Promise<void> {
    let next = 0;
    const { handoffId, fence } = held;
    const lane = async (): Promise<void> => {
      while (next < count) {
        const n = next++;
        await this.ask('reply', { handoffId, fence, clientId: crypto.randomUUID(), text: text(n) });
      }
    };
    await Promise.all(Array.from({ length: WINDOW }, lane));
  }

  close(): void {
    this.socket.disconnect();
  }

  private async ask<T>(event: keyof DeskToServerEvents, input: unknown): Promise<T> {
    const answer: unknown = await this.socket.timeout(30_000).emitWithAck(event as 'hello', input as never);
    const reply = answer as { ok: true; data: T } | { ok: false; error: { code: string } };
    if (!reply.ok) throw new Error(`${event}: ${reply.error.code}`);
    return reply.data;
  }
}
