import type { DeskState } from '../../../src/channels/agent-desk/schema';
import { LightSocket } from './light-socket';

export interface Account {
  username: string;
  password: string;
}

/** An agent's desk without the page. */
export class DeskPage {
  onState?: (state: DeskState) => void;
  onEvents?: (conversationId: string, events: readonly { seq: number; body: { kind: string } }[]) => void;

  private constructor(
    readonly socket: LightSocket,
    public state: DeskState,
  ) {
    socket.onEvent = (name, payload) => {
      if (name === 'desk') {
        this.state = payload as DeskState;
        this.onState?.(this.state);
      } else if (name === 'events') {
        const { conversationId, events } = payload as {
          conversationId: string;
          events: { seq: number; body: { kind: string } }[];
        };
        this.onEvents?.(conversationId, events);
      }
    };
  }

  /** Signs in over HTTP and opens the desk with the session's cookie. */
  static async signIn(url: string, account: Account): Promise<DeskPage> {
    return DeskPage.open(url, (await signIn(url, account)).cookie);
  }

  /** Opens the desk with the cookie of a session. */
  static async open(url: string, cookie: string): Promise<DeskPage> {
    const socket = await LightSocket.open({ url, namespace: '/desk', cookie });
    return new DeskPage(socket, await socket.request<DeskState>('hello', {}));
  }
}

/** Signs in over HTTP: what later requests have to carry. */
export async function signIn(url: string, account: Account): Promise<{ cookie: string; csrfToken: string }> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  if (!response.ok) throw new Error(await response.text());
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  return { csrfToken, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}
