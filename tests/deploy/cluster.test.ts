import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { ChatClient } from '../support/chat-client';
import { Cluster, clusterMissing } from '../support/cluster';

const missing = clusterMissing();

(missing === undefined ? describe : describe.skip)('nodes behind haproxy', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start({ nodes: 2, environment: { TONGDA_GATHER_MS: '0' } });
  }, 60_000);
  afterAll(() => cluster.destroy());

  const answered = async (client: ChatClient, question: string): Promise<string[]> => {
    const before = client.botTexts.length;
    await client.send(question);
    await client.until(({ botTexts }) => botTexts.length > before);
    return client.botTexts;
  };

  const socketFrom = async (origin: string): Promise<'open' | 'refused'> => {
    const options = { transports: ['websocket'], forceNew: true, reconnection: false };
    const socket = io(`${cluster.url}/chat`, {
      ...options,
      auth: { token: 'A'.repeat(43) },
      extraHeaders: { origin },
    });
    const outcome = await new Promise<'open' | 'refused'>((resolve) => {
      socket.once('connect', () => resolve('open'));
      socket.once('connect_error', () => resolve('refused'));
    });
    socket.disconnect();
    return outcome;
  };

  it('take turns with new sockets, and let none in from a foreign origin', async () => {
    const clients = Array.from({ length: 4 }, () => new ChatClient(cluster.url));
    for (const client of clients) {
      await client.hello();
      expect(await answered(client, '怎么查话费')).toHaveLength(1);
    }
    for (const client of clients) client.close();
    expect(await socketFrom('https://elsewhere.example')).toBe('refused');
    expect(await socketFrom(cluster.url)).toBe('open');
  });

  it('go on for a customer whose node is killed, on the other one, with nothing missing', async () => {
    const client = new ChatClient(cluster.url);
    await client.hello();
    await answered(client, '怎么查话费');
    // One of them is the customer's.
    for (const index of [0, 1]) {
      await cluster.node(index).kill();
      await Promise.race([new Promise((resolve) => client.socket.once('disconnect', resolve)), sleep(500)]);
      await client.hello();
      await answered(client, '怎么查流量');
      await cluster.node(index).launch();
      await cluster.untilBalanced();
    }
    expect(client.events.map(({ seq }) => seq)).toEqual(client.events.map((_, index) => index + 1));
    client.close();
  });

  it('keeps the figures of the nodes from the outside', async () => {
    expect((await fetch(`${cluster.url}/metrics`)).status).toBe(404);
  });
});
