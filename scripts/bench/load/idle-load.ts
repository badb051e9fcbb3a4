import { ChatPage, visitorToken } from './chat-page';
import { serveGenerator } from './generator';
import { inParallel } from './open-loop';

export interface IdleOptions {
  url: string;
  connections: number;
  /** Of the first connection, so that each process takes source addresses of its own. */
  firstIndex: number;
  /** How long the connections stay, in seconds. */
  seconds: number;
}

export interface IdleResult {
  /** Connections a second, each with its hello, while they were made. */
  ramp: number;
  /** Connections that did not stay to the end. */
  dropped: number;
}

const WIDTH = 128;

serveGenerator(async (options: IdleOptions, mark, stopped): Promise<IdleResult> => {
  const { url, connections, firstIndex, seconds } = options;
  let dropped = 0;
  const start = performance.now();
  await inParallel(connections, WIDTH, async (index) => {
    const page = new ChatPage(url, visitorToken('idle', firstIndex + index), firstIndex + index);
    await page.join();
    page.socket.onClose = () => {
      dropped += 1;
    };
  });
  const ramp = connections / ((performance.now() - start) / 1000);
  mark('connected');
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end && !stopped()) await new Promise((resolve) => setTimeout(resolve, 100));
  return { ramp, dropped };
});
