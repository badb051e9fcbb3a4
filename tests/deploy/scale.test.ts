import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCompose } from '../../scripts/deploy/compose-file';
import { ChatClient } from '../support/chat-client';
import { Cluster, clusterMissing } from '../support/cluster';

const missing = clusterMissing();
const COMPOSE = readFileSync(join(__dirname, '../../compose.yaml'), 'utf8');
const nodes = readCompose(COMPOSE, { COMPOSE_PROFILES: 'scale' }).filter(({ name }) => /^node/.test(name));

/** The profile `scale` of compose.yaml: its nodes' settings, on loopback, behind the shipped haproxy.cfg. */
(missing === undefined ? describe : describe.skip)('three nodes behind haproxy', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start({
      nodes: nodes.length,
      environment: { TONGDA_GATHER_MS: '0' },
      environmentOf: (index) => nodes[index]?.environment ?? {},
    });
  }, 120_000);
  afterAll(() => cluster?.destroy());

  const answered = async (client: ChatClient, question: string): Promise<string[]> => {
    const before = client.botTexts.length;
    await client.send(question);
    await client.until(({ botTexts }) => botTexts.length > before);
    return client.botTexts;
  };

  const noSocketIsLeft = async (): Promise<void> => {
    while ((await cluster.loadBalancer.nodes()).some(({ sockets }) => sockets > 0)) await sleep(50);
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

  it('share the sockets, and let none in from a foreign origin', async () => {
    const clients = Array.from({ length: nodes.length * 2 }, () => new ChatClient(cluster.url));
    for (const client of clients) {
      await client.hello();
      await answered(client, '怎么查话费');
    }
    expect((await cluster.loadBalancer.nodes()).map(({ sockets }) => sockets)).toEqual(nodes.map(() => 2));
    for (const client of clients) client.close();
    expect(await socketFrom('https://elsewhere.example')).toBe('refused');
    expect(await socketFrom(cluster.url)).toBe('open');
  });

  it('go on for a customer whose node is killed, on another one, with nothing missing', async () => {
    await noSocketIsLeft();
    const client = new ChatClient(cluster.url);
    await client.hello();
    await answered(client, '怎么查话费');
    const own = (await cluster.loadBalancer.nodes()).findIndex(({ sockets }) => sockets > 0);
    const gone = new Promise((resolve) => client.socket.once('disconnect', resolve));
    await cluster.node(own).kill();
    await gone;
    await client.hello();
    await answered(client, '怎么查流量');
    expect(client.events.map(({ seq }) => seq)).toEqual(client.events.map((_, index) => index + 1));
    client.close();
  });

  it('keeps the figures of the nodes from the outside', async () => {
    expect((await fetch(`${cluster.url}/metrics`)).status).toBe(404);
  });
});
