import { createHash } from 'node:crypto';
import type { HelloReply, VisibleEvent } from '../../../src/channels/web-chat/schema';
import { LightSocket } from './light-socket';
import { sourceAddress } from './source-address';

/** The token of load visitor `index`: the same in every process that plays it. */
export function visitorToken(run: string, index: number): string {
  return createHash('sha256').update(`${run} ${index}`).digest('base64url');
}

/** A customer's page without the page: joins, says hello, and checks that what it is sent follows in order. */
export class ChatPage {
  socket!: LightSocket;
  lastSeq = 0;
  /** Events that did not follow the one before: none, unless something is wrong. */
  faults = 0;
  reloads = 0;
  onEvents?: (events: readonly VisibleEvent[]) => void;
  private logEpoch?: string;

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly index: number,
  ) {}

  /** Connects and resumes from what has been seen. */
  async join(): Promise<HelloReply> {
    this.socket = await LightSocket.open({
      url: this.url,
      namespace: '/chat',
      auth: { token: this.token },
      localAddress: sourceAddress(this.index),
    });
    this.socket.onEvent = (name, payload) => {
      if (name === 'events') this.take((payload as { events: VisibleEvent[] }).events);
    };
    const resume =
      this.logEpoch === undefined ? undefined : { lastSeq: this.lastSeq, logEpoch: this.logEpoch };
    return new Promise((resolve, reject) => {
      this.socket.onClose = () => reject(new Error('closed while saying hello'));
      // The answer is taken at once: events may lie in the same packet of the network.
      this.socket.emit<HelloReply>('hello', { resume }, (reply) => {
        this.socket.onClose = undefined;
        if (!reply.ok) {
          reject(new Error(reply.error.code));
          return;
        }
        this.takeHello(reply.data, resume !== undefined);
        resolve(reply.data);
      });
    });
  }

  private takeHello(hello: HelloReply, resumed: boolean): void {
    this.logEpoch = hello.logEpoch;
    if (hello.reload) {
      if (resumed) this.reloads += 1;
      this.lastSeq = hello.lastSeq;
      this.onEvents?.(hello.events);
    } else {
      this.take(hello.events);
    }
  }

  private take(events: readonly VisibleEvent[]): void {
    for (const { seq } of events) {
      if (seq !== this.lastSeq + 1) this.faults += 1;
      this.lastSeq = seq;
    }
    this.onEvents?.(events);
  }
}
