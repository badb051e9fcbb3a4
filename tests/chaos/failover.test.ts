import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChatClient } from '../support/chat-client';
import { PostgresPair } from '../support/postgres-pair';
import { RunningServer } from '../support/running-server';

const missing = process.env.TEST_DATABASE_URL === undefined;
if (missing && process.env.CI) throw new Error('CI needs PostgreSQL');
if (missing) process.stderr.write('skipped: failover of PostgreSQL (set TEST_DATABASE_URL to include it)\n');

const SETTLED = 5;

interface Sent {
  clientId: string;
  text: string;
}

/** A page that keeps what is not acknowledged. */
class Writer {
  readonly acknowledged: Sent[] = [];
  readonly open: Sent[] = [];

  constructor(private readonly client: ChatClient) {}

  /** Writes something new, which may be left open. */
  async write(text: string): Promise<void> {
    this.open.push({ clientId: randomUUID(), text });
    await this.trySend();
  }

  /** Sends again, in order, until everything is acknowledged. */
  async finish(): Promise<void> {
    while (this.open.length > 0) {
      await this.trySend();
      await sleep(200);
    }
  }

  private async trySend(): Promise<void> {
    for (const sent of [...this.open]) {
      const reply = await this.client.send(sent.text, { clientId: sent.clientId }).catch(() => undefined);
      if (reply?.ok !== true) return;
      this.open.shift();
      this.acknowledged.push(sent);
    }
  }
}

const customerTexts = ({ events }: ChatClient): string[] =>
  events.flatMap((event) =>
    'body' in event && event.body.kind === 'customerMessage' ? [event.body.text] : [],
  );

(missing ? describe.skip : describe)('a primary that is lost for good', () => {
  let pair: PostgresPair | undefined;
  let server: RunningServer | undefined;
  afterEach(async () => {
    await server?.destroy();
    pair?.destroy();
  });

  /** Messages before and while the replica is cut off; then the failover. */
  const failOver = async (synchronous: boolean) => {
    pair = await PostgresPair.start({ synchronous });
    server = await RunningServer.start({ DATABASE_URL: pair.url, TONGDA_BOT: '0' });
    const client = new ChatClient(server.url);
    await client.hello();
    const writer = new Writer(client);
    for (let i = 0; i < SETTLED; i += 1) await writer.write(`before ${i}`);
    const settled = writer.acknowledged.length;
    await pair.partReplica();
    await writer.write('cut off');
    const atRisk = writer.acknowledged.slice(settled);
    await pair.failOver();
    while (!(await fetch(`${server.url}/readyz`)).ok) await sleep(100);
    return { pair, server, client, writer, atRisk };
  };

  const written = async (url: string, token: string): Promise<string[]> => {
    const reader = new ChatClient(url, token);
    await reader.hello();
    const { events } = reader;
    reader.close();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    return customerTexts(reader);
  };

  it('takes nothing acknowledged away from a synchronous pair, and the node goes on by itself', async () => {
    const { server: node, client, writer, atRisk } = await failOver(true);
    // Nothing is promised that only one of them has.
    expect(atRisk).toEqual([]);
    await writer.finish();
    expect(await written(node.url, client.token)).toEqual(writer.acknowledged.map(({ text }) => text));
    client.close();
  }, 240_000);

  it('takes the last ones away from an asynchronous pair; after a new epoch pages show what there is', async () => {
    const { pair: database, server: node, client, writer, atRisk } = await failOver(false);
    expect(atRisk).toHaveLength(1);
    await database.newLogEpoch();
    await node.stop();
    await node.launch();
    expect(await client.hello()).toMatchObject({ reload: true });
    await writer.write('after');
    await writer.finish();
    const kept = await written(node.url, client.token);
    expect(kept).toEqual([...Array.from({ length: SETTLED }, (_, i) => `before ${i}`), 'after']);
    await client.until(() => customerTexts(client).includes('after'));
    expect(customerTexts(client)).toEqual(kept);
    client.close();
  }, 240_000);
});
