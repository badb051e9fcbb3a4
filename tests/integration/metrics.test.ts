import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { parse } from 'yaml';
import { ChatClient } from '../support/chat-client';
import { DeskClient } from '../support/desk-client';
import { readSeries, total, type Series } from '../support/prometheus-text';
import { RunningServer } from '../support/running-server';

const DEPLOY = join(__dirname, '../../deploy');

/** Names of our metrics in an expression. */
const namesIn = (expression: string): string[] => expression.match(/\btongda_\w+/g) ?? [];

async function scrape(url: string): Promise<Series[]> {
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  return readSeries(await response.text());
}

describe('GET /metrics of a running server', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start({ TONGDA_GATHER_MS: '20' });
  });
  afterAll(() => server.destroy());

  it('tells what a chat, a desk and the REST channel have done', async () => {
    const before = await scrape(server.url);
    const desk = await DeskClient.signIn(server.url, server.administrator);
    await desk.request('presence', { state: 'online', capacity: 3 });
    const customer = new ChatClient(server.url);
    await customer.hello();
    await customer.send('怎么查话费');
    await customer.until(({ botTexts }) => botTexts.length > 0);
    await customer.send('转人工');
    const offer = await desk.until((state) => state.offers[0]);
    await desk.request('accept', { handoffId: offer.handoffId, fence: offer.fence });
    const rest = await fetch(`${server.url}/webhooks/rest/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sender: 'integrator', message: '你好' }),
    });
    expect(rest.status).toBe(200);
    await customer.request('rate', { handoffId: 'none', score: 9 });
    customer.events.splice(-2);
    await customer.hello();
    const after = await scrape(server.url);

    const grown = (name: string, labels?: Record<string, string>): number =>
      total(after, `tongda_${name}`, labels) - total(before, `tongda_${name}`, labels);
    expect(grown('messages_received_total', { channel: 'web' })).toBe(2);
    expect(grown('message_ack_seconds_count', { channel: 'web' })).toBe(2);
    expect(grown('messages_received_total', { channel: 'rest' })).toBe(1);
    expect(grown('resumes_total', { namespace: 'chat', outcome: 'first' })).toBe(1);
    expect(grown('resumes_total', { namespace: 'chat', outcome: 'resumed' })).toBe(1);
    expect(grown('resumes_total', { outcome: 'gap' })).toBe(0);
    expect(grown('delivery_lag_seconds_count', { namespace: 'chat' })).toBeGreaterThan(3);
    expect(grown('turns_total', { outcome: 'handoff' })).toBe(1);
    expect(grown('turn_seconds_count')).toBe(3);
    expect(grown('thinking_seconds_count', { step: 'kb' })).toBeGreaterThanOrEqual(3);
    expect(grown('handoffs_total', { reason: 'asked' })).toBe(1);
    expect(grown('offers_total', { outcome: 'made' })).toBe(1);
    expect(grown('offers_total', { outcome: 'accepted' })).toBe(1);
    expect(grown('refusals_total', { surface: 'chat', code: 'bad_request' })).toBe(1);
    expect(grown('due_work_done_total', { kind: 'turn', outcome: 'done' })).toBe(3);
    expect(grown('http_request_seconds_count', { route: '/webhooks/rest/webhook', status: '2xx' })).toBe(1);
    expect(grown('commit_seconds_count')).toBeGreaterThan(5);
    const now = (name: string, labels?: Record<string, string>): number =>
      total(after, `tongda_${name}`, labels);
    expect(now('sockets', { namespace: 'chat' })).toBe(1);
    expect(now('sockets', { namespace: 'desk' })).toBe(1);
    expect(now('agents', { state: 'online' })).toBe(1);
    expect(now('agent_load')).toBe(1);
    expect(now('wal_bytes')).toBeGreaterThan(0);
    // One node alone hears no bells, and nobody should be alarmed by that.
    expect(after.filter(({ name }) => name === 'tongda_doorbell_up')).toEqual([]);
    expect([now('database_up'), now('ready'), now('queue_waiting')]).toEqual([1, 1, 0]);
    customer.close();
    desk.close();
  });

  it('keeps the number of series, whoever sends what', async () => {
    const before = await scrape(server.url);
    const odd = (index: number): string => `${randomBytes(6).toString('hex')}"}\n{${index}顾客`;
    // 10,000 visitors: REST senders of their own, many at a time, with odd routes, headers and bodies between them.
    const call = async (index: number): Promise<void> => {
      const token = randomBytes(32).toString('base64url');
      const kind = index % 5;
      if (kind === 0) await fetch(`${server.url}/api/v1/${encodeURIComponent(odd(index))}?phone=13800138000`);
      else if (kind === 1) await fetch(`${server.url}/${token}`, { method: 'DELETE' });
      else {
        await fetch(`${server.url}/webhooks/rest/webhook`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', traceparent: token },
          body: JSON.stringify(
            kind === 2 ? { sender: token } : { sender: token, message: kind === 3 ? '' : 7 },
          ),
        });
      }
    };
    for (let start = 0; start < 9_500; start += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => call(start + index)));
    }
    for (let start = 0; start < 500; start += 50) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const socket = io(`${server.url}/chat`, {
            transports: ['websocket'],
            forceNew: true,
            auth: { token: randomBytes(32).toString('base64url'), traceparent: odd(index) },
          });
          await socket.timeout(10_000).emitWithAck('hello', {});
          await socket.timeout(10_000).emitWithAck(odd(start + index), { [odd(index)]: odd(index) });
          await socket.timeout(10_000).emitWithAck('send', { clientId: odd(index), text: odd(index) });
          socket.disconnect();
        }),
      );
    }
    const after = await scrape(server.url);
    expect(total(after, 'tongda_http_request_seconds_count')).toBeGreaterThan(9_500);
    expect(total(after, 'tongda_socket_events_total', { event: 'other' })).toBe(500);
    // A route, an event or a code that had not been met before brings its own few series.
    expect(after.length - before.length).toBeLessThan(120);
    expect(after.length).toBeLessThan(1000);
    expect(
      after.map(({ labels }) => JSON.stringify(labels)).filter((text) => /顾客|13800/.test(text)),
    ).toEqual([]);
  }, 120_000);

  it('has every metric that the alerts and the dashboard ask for', async () => {
    const names = new Set((await (await fetch(`${server.url}/metrics`)).text()).match(/(?<=^# TYPE )\S+/gm));
    const known = (name: string): boolean =>
      names.has(name) || names.has(name.replace(/_(?:bucket|sum|count)$/, ''));
    const { groups } = parse(readFileSync(join(DEPLOY, 'prometheus/alerts.yml'), 'utf8')) as {
      groups: { rules: { expr: string }[] }[];
    };
    const asked = [
      ...groups.flatMap(({ rules }) => rules.flatMap(({ expr }) => namesIn(expr))),
      ...namesIn(readFileSync(join(DEPLOY, 'grafana/tongda.json'), 'utf8')),
    ];
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((name) => !known(name))).toEqual([]);
  });

  it('is closed to who has neither the token nor a place on this machine', async () => {
    const foreign = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(foreign.status).toBe(401);
  });
});
