import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io } from 'socket.io-client';
import { z } from 'zod';
import { ChatClient } from '../support/chat-client';
import { DeskClient } from '../support/desk-client';
import { RunningServer } from '../support/running-server';

const failure: z.ZodType = z.lazy(() =>
  z.strictObject({
    name: z.string().optional(),
    message: z.string(),
    code: z.string().optional(),
    stack: z.array(z.string().regex(/^\s+at /)).optional(),
    cause: failure.optional(),
  }),
);

/** The schema of docs/operations/watching.md. */
const lineSchema = z.looseObject({
  level: z.enum(['debug', 'info', 'warn', 'error', 'fatal']),
  time: z.number().int(),
  msg: z.string().regex(/^[\x20-\x7e]+$/),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  err: failure.optional(),
});

/** What must never be seen again, as it was typed or in parts. */
const PHONE = '13912345678';
const SPACED_PHONE = '139 1234 5678';
const WIDE_PHONE = '１３９１２３４５６７８';
const ID_NUMBER = '11010519491231002X';
const NAME = '欧阳震华';
const LATIN_NAME = 'Ouyang Zhenhua';
const EMAIL = 'ouyang.zhenhua@example.com';
const CANARIES = [PHONE, SPACED_PHONE, WIDE_PHONE, ID_NUMBER, '19491231', NAME, LATIN_NAME, EMAIL, '震华'];
const WORDS = `我叫${NAME} ${LATIN_NAME} ${EMAIL}，电话${PHONE}、${SPACED_PHONE}、${WIDE_PHONE}，证件${ID_NUMBER}`;
/** A line of the attacker's own, by each character that anybody takes for a new line or a command. */
const FORGED = '{"level":"error","time":1,"msg":"forged"}';
const BREAKS = [
  '\n',
  '\r\n',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u000b',
  '\u001b[2K\u001b[1A',
  '\u009b2J',
  '\u0000',
  '\u202e',
];
const INJECTIONS = BREAKS.map((character) => `${character}${FORGED}${character}${WORDS}`);

describe('log lines at debug', () => {
  let server: RunningServer;
  let callback: ReturnType<typeof createServer>;

  beforeAll(async () => {
    // A callback that fails and says back what it was given.
    callback = createServer((request, response) => {
      response.statusCode = 500;
      request.pipe(response);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => callback.once('listening', resolve));
    server = await RunningServer.start({
      TONGDA_LOG_LEVEL: 'debug',
      TONGDA_GATHER_MS: '10',
      TONGDA_REST_CALLBACK_URL: `http://127.0.0.1:${(callback.address() as AddressInfo).port}/hook`,
    });
  });
  afterAll(async () => {
    await server.destroy();
    callback.close();
  });

  const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it("keep to the schema, tell nobody's words, and none can be forged", async () => {
    const texts = [WORDS, ...INJECTIONS];
    // Chat: messages, buttons, ratings, typing, events that nobody knows, broken input.
    const customer = new ChatClient(server.url);
    await customer.hello();
    for (const text of texts) await customer.send(text);
    for (const event of ['rate', 'feedback', 'history', 'leaveQueue', 'typing', 'read', `nobody ${WORDS}`]) {
      await customer.request(event, {
        handoffId: WORDS,
        comment: WORDS,
        reason: WORDS,
        messageSeq: WORDS,
        on: WORDS,
      });
    }
    const stranger = io(`${server.url}/chat`, {
      transports: ['websocket'],
      forceNew: true,
      auth: { token: WORDS, traceparent: INJECTIONS[0] },
      extraHeaders: { 'user-agent': `${LATIN_NAME} ${PHONE}` },
    });
    await new Promise((resolve) => stranger.once('connect_error', resolve));
    stranger.disconnect();

    // HTTP: bodies, paths, queries, headers, cookies, sign-in; broken JSON, which a parser quotes.
    for (const text of texts) {
      await post(
        '/webhooks/rest/webhook',
        JSON.stringify({ sender: `wx-${PHONE}-${text}`.slice(0, 128), message: text }),
      );
      await post('/api/v1/session', JSON.stringify({ username: text, password: text }));
      await post('/model/parse', JSON.stringify({ text }));
      await post('/webhooks/rest/webhook', `{"sender": ${text}`);
      const path = encodeURIComponent(text);
      await fetch(`${server.url}/api/v1/kb/articles/${path}?q=${path}`, {
        headers: { cookie: `session=${path}` },
      });
      await fetch(`${server.url}/${path}`, {
        headers: {
          referer: `http://x/${path}`,
          'x-forwarded-for': PHONE,
          traceparent: path,
          'user-agent': LATIN_NAME,
        },
      });
    }

    // Desk: a chat with a person; what the person writes goes to a callback that fails.
    const desk = await DeskClient.signIn(server.url, server.administrator);
    await desk.request('presence', { state: 'online', capacity: 3 });
    void post('/webhooks/rest/webhook', JSON.stringify({ sender: `wx-${PHONE}`, message: '转人工' }));
    const offer = await desk.until((state) => state.offers[0]);
    const held = { handoffId: offer.handoffId, fence: offer.fence };
    await desk.request('accept', held);
    for (const text of texts) {
      await desk.request('reply', { ...held, clientId: randomUUID(), text });
      await desk.request('note', { ...held, clientId: randomUUID(), text });
      await desk.request('suggest', { conversationId: offer.conversationId, question: text });
      await desk.request('open', { conversationId: text });
    }
    await desk.request('wrapUp', { ...held, code: WORDS, note: WORDS });
    const failed = 'due work failed';
    for (let tries = 0; !server.log.includes(failed) && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    customer.close();
    desk.close();
    await server.stop();

    const lines = server.log.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(60);
    for (const line of lines) lineSchema.parse(JSON.parse(line));
    expect(lines.filter((line) => line.includes('forged'))).toEqual([]);
    // Nothing but our lines and the words at the start, in printable ASCII and our own Chinese.
    const [start = '', ...more] = server.log.split('{"level"');
    expect(start).toContain('administrator');
    expect(more.filter((rest) => /[^\x20-\x7e\n…·]/.test(rest))).toEqual([]);
    const found = CANARIES.filter((canary) => server.log.includes(canary));
    expect(found).toEqual([]);
    expect(server.log).toContain(failed);
    const requests = lines
      .filter((line) => line.includes('"msg":"request"'))
      .map((line) => JSON.parse(line) as object);
    expect(requests).toContainEqual(
      expect.objectContaining({ method: 'POST', route: '/api/v1/session', status: 400, code: 'bad_request' }),
    );
    expect(requests).toContainEqual(
      expect.objectContaining({ route: '/api/v1/kb/articles/:id', status: 401 }),
    );
  }, 60_000);
});
