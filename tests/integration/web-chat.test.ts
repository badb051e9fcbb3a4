import { RunningServer } from '../support/running-server';
import { ChatClient } from '../support/chat-client';

describe("the customer's socket", () => {
  let server: RunningServer;
  const clients: ChatClient[] = [];
  const connect = (token?: string): ChatClient => {
    const client = new ChatClient(server.url, token);
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    server = await RunningServer.start({ TONGDA_GATHER_MS: '300' });
  });
  afterEach(() => clients.splice(0).forEach((client) => client.close()));
  afterAll(() => server.destroy());

  it('welcomes, answers, and shows two tabs of one visitor the same', async () => {
    const first = connect();
    const { welcome } = await first.hello();
    expect(welcome.robotNotice).toContain('机器人');
    expect(welcome.hotQuestions.length).toBeGreaterThan(3);
    const second = connect(first.token);
    await second.hello();
    await first.send('我想查一下话费');
    await first.until((client) => client.botTexts.length === 1);
    await second.until((client) => client.botTexts.length === 1);
    expect(second.events.map((event) => event.seq)).toEqual(first.events.map((event) => event.seq));
    expect(first.botTexts[0]).toContain('CXHF');
  });

  it('gives one answer to a message that comes in pieces', async () => {
    const client = connect();
    await client.hello();
    for (const piece of ['你好', '我想', '查话费']) await client.send(piece);
    await client.until(({ botTexts }) => botTexts.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(client.botTexts).toHaveLength(1);
    expect(client.botTexts[0]).toContain('CXHF');
  });

  it('takes a message that is sent twice once', async () => {
    const client = connect();
    await client.hello();
    const [a, b] = [
      await client.send('重复的消息', { clientId: 'same-client-id' }),
      await client.send('重复的消息', { clientId: 'same-client-id' }),
    ];
    expect(a).toEqual(expect.objectContaining({ ok: true }));
    expect(b.ok && a.ok && b.data.seq).toBe(a.ok && a.data.seq);
    await client.until(({ botTexts }) => botTexts.length > 0);
    const texts = client.events.filter((event) => 'body' in event && event.body.kind === 'customerMessage');
    expect(texts).toHaveLength(1);
  });

  it.each([
    ['an empty message', 'send', { clientId: 'client-001', text: '  \n ' }, 'message_empty'],
    ['2,001 characters', 'send', { clientId: 'client-002', text: '长'.repeat(2001) }, 'message_too_long'],
    ['a text that is no text', 'send', { clientId: 'client-003', text: { $ne: '' } }, 'bad_request'],
    ['no client id', 'send', { text: '好' }, 'bad_request'],
    ['nothing at all', 'send', null, 'bad_request'],
    ['a list', 'send', [1, 2, 3], 'bad_request'],
    ['an unknown event', 'shutdown', {}, 'unknown_event'],
    ['a negative cursor', 'read', { upToSeq: -1 }, 'bad_request'],
    ['a rating of 6', 'rate', { handoffId: 'x', score: 6 }, 'bad_request'],
    ["a rating of another's talk", 'rate', { handoffId: 'x', score: 5 }, 'not_found'],
    ['feedback to nothing', 'feedback', { messageSeq: 999, helpful: true }, 'not_found'],
    ['leaving a queue one is not in', 'leaveQueue', {}, 'illegal_move'],
    ['an unknown field', 'leaveQueue', { constructor: 1 }, 'bad_request'],
  ])('refuses %s with a code', async (_name, event, input, code) => {
    const client = connect();
    await client.hello();
    const reply = await client.request(event, input);
    expect(reply).toMatchObject({ ok: false, error: { code } });
    expect(reply.ok ? '' : reply.error.message).toMatch(/[\u4e00-\u9fff]/);
    const after = await client.send('还在吗');
    expect(after.ok).toBe(true);
  });

  it.each([
    ['NUL and a lone surrogate', 'a\u0000b\ud800c', 'a\ufffdb\ufffdc'],
    ['script', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['only an emoji', '😂😂', '😂😂'],
  ])('keeps %s as text and answers', async (_name, text, stored) => {
    const client = connect();
    await client.hello();
    expect((await client.send(text)).ok).toBe(true);
    await client.until(({ botTexts }) => botTexts.length > 0);
    const [message] = client.events.flatMap((event) =>
      'body' in event && event.body.kind === 'customerMessage' ? [event.body.text] : [],
    );
    expect(message).toBe(stored);
  });

  it("lets nobody in with a guessed token, and shows no one another's conversation", async () => {
    const bad = connect('short');
    await expect(bad.hello()).rejects.toThrow('bad_visitor_token');
    const mine = connect();
    await mine.hello();
    await mine.send('我的秘密');
    const other = connect();
    const { events } = await other.hello();
    expect(JSON.stringify(events)).not.toContain('我的秘密');
  });

  it('refuses events before hello', async () => {
    const client = connect();
    await new Promise<void>((resolve) => client.socket.once('connect', resolve));
    expect(await client.send('早了')).toMatchObject({ ok: false, error: { code: 'bad_request' } });
  });

  it("tells the staff's records by their number only", async () => {
    const client = connect();
    await client.hello();
    await client.send('我要查流量');
    await client.until(({ events }) => events.some((event) => 'kind' in event));
    expect(client.events.map((event) => event.seq)).toEqual(client.events.map((_event, index) => index + 1));
    expect(JSON.stringify(client.events)).not.toContain('turnHandled');
  });
});
