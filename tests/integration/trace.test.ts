import { randomBytes } from 'node:crypto';
import type { DeskState } from '../../src/channels/agent-desk/schema';
import { ChatClient } from '../support/chat-client';
import { DeskClient } from '../support/desk-client';
import { RunningServer } from '../support/running-server';
import { StubHttp } from '../support/stub-http';

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
}

/** A caller's own trace. */
function newCaller() {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, header: `00-${traceId}-${spanId}-00` };
}

const spansOf = (collector: StubHttp): OtlpSpan[] =>
  collector.requests.flatMap(({ body }) => {
    const { resourceSpans } = JSON.parse(body) as {
      resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[];
    };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });

async function eventually(condition: () => boolean, what: () => unknown): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 200) throw new Error(`waited in vain: ${JSON.stringify(what())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('one trace', () => {
  let collector: StubHttp;
  let callback: StubHttp;
  let server: RunningServer;

  beforeAll(async () => {
    [collector, callback] = await Promise.all([StubHttp.start(), StubHttp.start()]);
    server = await RunningServer.start({
      TONGDA_LOG_LEVEL: 'debug',
      TONGDA_GATHER_MS: '20',
      TONGDA_REST_CALLBACK_URL: `${callback.url}/hook`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      TONGDA_TRACE_RATIO: '1',
    });
  });
  afterAll(async () => {
    await server.destroy();
    await Promise.all([collector.close(), callback.close()]);
  });

  const say = (message: string, traceparent?: string): Promise<Response> =>
    fetch(`${server.url}/webhooks/rest/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(traceparent !== undefined && { traceparent }) },
      body: JSON.stringify({ sender: 'integrator', message }),
    });

  it('leads from a message to the answer, the handoff, the callback, the desk and the log', async () => {
    const desk = await DeskClient.signIn(server.url, server.administrator);
    const heard: { traceparent?: string; events: { body: { kind: string } }[] }[] = [];
    desk.socket.on('events', (batch) => heard.push(batch));
    await desk.request('presence', { state: 'online', capacity: 3 });
    // A first chat, so that the supervisor has the conversation open when the second one begins.
    await say('转人工');
    const first = await desk.until((state: DeskState) => state.offers[0]);
    const held = { handoffId: first.handoffId, fence: first.fence };
    await desk.request('accept', held);
    await desk.request('end', held);
    await desk.request('wrapUp', { ...held, code: 'solved', note: '' });
    await desk.request('open', { conversationId: first.conversationId });

    const caller = newCaller();
    await say('转人工', caller.header);
    const offer = await desk.until((state) =>
      state.offers.find(({ handoffId }) => handoffId !== first.handoffId),
    );
    expect(offer.conversationId).toBe(first.conversationId);

    const of = (text: string | undefined): boolean => text?.includes(caller.traceId) ?? false;
    // The answer of a person goes on with what it answers, also where the callback does not take it at first.
    const mine = { handoffId: offer.handoffId, fence: offer.fence };
    await desk.request('accept', mine);
    callback.status = 500;
    await desk.request('reply', {
      ...mine,
      clientId: 'client-of-the-desk',
      text: '我来帮您',
      traceparent: caller.header,
    });
    const posts = (): unknown[] => callback.requests.map(({ headers }) => headers.traceparent);
    await eventually(() => posts().some((header) => of(String(header))), posts);
    await eventually(
      () => server.log.split('\n').some((line) => line.includes('due work failed') && of(line)),
      () => server.log,
    );
    callback.status = 200;
    const kinds = (): string[] =>
      heard
        .filter(({ traceparent }) => of(traceparent))
        .flatMap(({ events }) => events.map(({ body }) => body.kind));
    await eventually(() => kinds().filter((kind) => kind === 'handoffMoved').length >= 2, kinds);
    expect(kinds()).toEqual(expect.arrayContaining(['customerMessage', 'turnHandled', 'handoffRequested']));

    const customer = new ChatClient(server.url);
    await customer.hello();
    const page = newCaller();
    await customer.request('send', {
      clientId: 'client-of-the-page',
      text: '怎么查话费',
      traceparent: page.header,
    });
    await customer.until(({ botTexts }) => botTexts.length > 0);
    await customer.request('send', { clientId: 'client-of-another', text: '好的', traceparent: 'nonsense' });
    await customer.until(({ botTexts }) => botTexts.length > 1);
    customer.close();
    desk.close();
    // What has not been sent yet is sent at the end.
    await server.stop();

    const spans = spansOf(collector);
    const steps = spans.filter(({ traceId }) => traceId === caller.traceId);
    expect(steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'POST /webhooks/rest/webhook',
        'database write',
        'due turn',
        'nlu',
        'kb',
        'dialog',
        'due route',
        'desk reply',
        'due restPush',
      ]),
    );
    // Every step hangs below the caller's own.
    const ids = new Set([caller.spanId, ...steps.map(({ spanId }) => spanId)]);
    expect(steps.filter(({ parentSpanId }) => !ids.has(parentSpanId ?? ''))).toEqual([]);
    expect(spans.filter(({ traceId }) => traceId === page.traceId).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['chat send', 'due turn', 'nlu']),
    );
    // What begins here has no parent, and every other parent is there.
    const all = new Map(spans.map((span) => [span.spanId, span]));
    const orphans = spans.filter(
      ({ traceId, parentSpanId }) =>
        traceId !== caller.traceId && traceId !== page.traceId && parentSpanId && !all.has(parentSpanId),
    );
    expect(orphans).toEqual([]);

    const told = collector.requests.map(({ body }) => body).join('\n');
    expect(told).not.toMatch(/转人工|帮您|话费|integrator|client-of/);
    expect(collector.requests.every(({ path }) => path === '/v1/traces')).toBe(true);

    const failed = server.log.split('\n').filter((line) => line.includes('due work failed'));
    expect(failed.filter((line) => line.includes(`"traceId":"${caller.traceId}"`))).not.toEqual([]);
  }, 60_000);
});

describe('a collector that is away', () => {
  it('costs spans and nothing else', async () => {
    const server = await RunningServer.start({
      TONGDA_GATHER_MS: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      TONGDA_TRACE_RATIO: '1',
    });
    try {
      const customer = new ChatClient(server.url);
      await customer.hello();
      expect((await customer.send('怎么查话费')).ok).toBe(true);
      await customer.until(({ botTexts }) => botTexts.length > 0);
      customer.close();
      await server.stop();
    } finally {
      await server.destroy();
    }
  });
});
