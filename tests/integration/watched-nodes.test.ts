import { randomBytes } from 'node:crypto';
import { ChatClient } from '../support/chat-client';
import { Cluster, clusterMissing } from '../support/cluster';
import { DeskClient } from '../support/desk-client';
import { readSeries, total, type Series } from '../support/prometheus-text';

const missing = clusterMissing();

const TOKEN = randomBytes(24).toString('base64url');

async function scrape(url: string): Promise<Series[]> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(response.status).toBe(200);
  return readSeries(await response.text());
}

(missing === undefined ? describe : describe.skip)('two nodes that are watched', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({
      nodes: 2,
      environment: { TONGDA_GATHER_MS: '300', TONGDA_REST_TOKEN: TOKEN },
    });
  }, 90_000);
  afterAll(() => cluster.destroy());

  it('tell each of itself, and both of the database and the doorbell', async () => {
    const [one, two] = [cluster.node(0), cluster.node(1)];
    const desk = await DeskClient.signIn(two.url, cluster.administrator);
    const heard: (string | undefined)[] = [];
    desk.socket.on('events', ({ events, traceparent }) => {
      if (events.some(({ body }) => body.kind === 'customerMessage')) heard.push(traceparent);
    });
    const customer = new ChatClient(one.url);
    const { conversationId } = await customer.hello();
    await customer.send('你好');
    await customer.until(({ botTexts }) => botTexts.length > 0);
    await desk.request('open', { conversationId });
    const traceId = randomBytes(16).toString('hex');
    await customer.request('send', {
      clientId: 'client-of-one',
      text: '怎么查话费',
      traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    });
    for (let tries = 0; heard.every((text) => !text?.includes(traceId)) && tries < 200; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // The console on the other node is told the trace that the customer's page has begun.
    expect(heard.some((text) => text?.includes(traceId))).toBe(true);

    const [first, second] = await Promise.all([scrape(one.url), scrape(two.url)]);
    expect(total(first, 'tongda_messages_received_total', { channel: 'web' })).toBe(2);
    expect(total(second, 'tongda_messages_received_total', { channel: 'web' })).toBe(0);
    expect(total(second, 'tongda_sockets', { namespace: 'desk' })).toBe(1);
    for (const series of [first, second]) {
      expect(total(series, 'tongda_doorbell_up', { transport: 'redis' })).toBe(1);
      expect(total(series, 'tongda_database_up')).toBe(1);
      expect(total(series, 'tongda_database_connections')).toBeGreaterThan(0);
      expect(total(series, 'tongda_build_info', { database: 'postgres' })).toBe(1);
    }
    customer.close();
    desk.close();

    await cluster.redis?.process.kill();
    const isUp = async (): Promise<number> => total(await scrape(one.url), 'tongda_doorbell_up');
    for (let tries = 0; (await isUp()) === 1 && tries < 200; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await isUp()).toBe(0);
  }, 60_000);
});
