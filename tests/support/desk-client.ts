import { io, type Socket } from 'socket.io-client';
import type { DeskState, DeskToServerEvents, ServerToDeskEvents } from '../../src/channels/agent-desk/schema';
import type { WireError } from '../../src/channels/web-chat/schema';

type Reply<T> = { ok: true; data: T } | { ok: false; error: WireError };

/** An agent's desk without the page. */
export class DeskClient {
  state?: DeskState;

  private constructor(
    readonly socket: Socket<ServerToDeskEvents, DeskToServerEvents>,
    readonly cookie: string,
    readonly csrfToken: string,
  ) {
    socket.on('desk', (state) => {
      this.state = state;
    });
  }

  /** Signs in over HTTP and opens the desk with the session's cookie. */
  static async signIn(url: string, account: { username: string; password: string }): Promise<DeskClient> {
    const response = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    if (!response.ok) throw new Error(await response.text());
    const { csrfToken } = (await response.json()) as { csrfToken: string };
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const socket = io(`${url}/desk`, {
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { cookie },
    });
    const client = new DeskClient(socket, cookie, csrfToken);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const hello = await client.request<DeskState>('hello', {});
    if (hello.ok) client.state = hello.data;
    return client;
  }

  request<T>(event: string, input: unknown): Promise<Reply<T>> {
    return this.socket.timeout(5000).emitWithAck(event as 'hello', input as never);
  }

  /** Waits until the desk shows something. */
  async until<T>(find: (state: DeskState) => T | undefined, timeoutMs = 10_000): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.state && find(this.state);
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`waited in vain; the desk: ${JSON.stringify(this.state)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  close(): void {
    this.socket.disconnect();
  }
}
