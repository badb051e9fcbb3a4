import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RestReply } from '../../src/channels/rest/schema';
import { DeskClient } from '../support/desk-client';
import { RunningServer } from '../support/running-server';

describe('the REST channel', () => {
  let server: RunningServer;
  let callback: Server;
  let refuse = 0;
  const pushed: RestReply[] = [];
  let conversationId = '';

  beforeAll(async () => {
    callback = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        refuse -= 1;
        if (refuse < 0) pushed.push(...(JSON.parse(body) as RestReply[]));
        response.writeHead(refuse < 0 ? 204 : 503).end();
      });
    }).listen(0, '127.0.0.1');
    await once(callback, 'listening');
    const { port } = callback.address() as AddressInfo;
    server = await RunningServer.start({ TONGDA_REST_CALLBACK_URL: `http://127.0.0.1:${port}/push` });
  });
  afterAll(async () => {
    await server.destroy();
    callback.close();
  });

  const call = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/webhooks/rest/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as RestReply[] };
  };

  it('answers like Rasa', async () => {
    const { status, body } = await call({ sender: 'rest-1', message: '我想查一下话费' });
    expect(status).toBe(200);
    expect(body).toHaveLength(1);
    expect(body[0]).toMatchObject({ recipient_id: 'rest-1', text: expect.stringContaining('CXHF') });
  });

  it('offers buttons whose payloads can be sent back', async () => {
    const { body } = await call({ sender: 'rest-2', message: '流量' });
    const button = body[0]?.buttons?.find(({ title }) => title === '查剩余流量');
    expect(button?.payload).toBe('/intent data.usage');
    const next = await call({ sender: 'rest-2', message: button?.payload });
    expect(next.body[0]?.text).toMatch(/流量/);
    expect(next.body).toHaveLength(1);
  });

  it('takes a message with the same id once', async () => {
    const message = { sender: 'rest-3', message: '你好', metadata: { message_id: 'm-1' } };
    expect((await call(message)).body).toHaveLength(1);
    expect((await call(message)).body).toHaveLength(0);
  });

  it('refuses what is no message, and pages of other sites', async () => {
    expect((await call({ sender: 'x' })).status).toBe(400);
    expect((await call({ sender: 'x', message: ' ' })).status).toBe(400);
    expect((await call({ sender: 'x', message: '长'.repeat(2001) })).status).toBe(413);
    expect((await call({ sender: 'x', message: '好' }, { origin: 'https://evil.example' })).status).toBe(401);
  });

  it('hands over, tells later calls what the agent says, and pushes it', async () => {
    const desk = await DeskClient.signIn(server.url, server.administrator);
    await desk.request('presence', { state: 'online', capacity: 3 });
    await call({ sender: 'rest-4', message: '转人工' });
    const offer = await desk.until((state) => state.offers[0]);
    expect(offer).toMatchObject({ reason: 'asked', channel: 'rest' });
    conversationId = offer.conversationId;
    const held = { handoffId: offer.handoffId, fence: offer.fence };
    expect(await desk.request('accept', held)).toEqual({ ok: true, data: null });
    refuse = 1;
    expect(await desk.request('reply', { ...held, clientId: 'reply-001', text: '您好，请讲' })).toMatchObject(
      {
        ok: true,
      },
    );
    const deadline = Date.now() + 10_000;
    while (!pushed.some(({ text }) => text === '您好，请讲') && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(pushed.filter(({ text }) => text === '您好，请讲')).toEqual([
      { recipient_id: 'rest-4', text: '您好，请讲', custom: { agent: '管理员' } },
    ]);
    // The bot is silent while a person has the chat.
    expect((await call({ sender: 'rest-4', message: '我的宽带断了' })).body).toEqual([]);
    await desk.until((state) => (state.chats[0]?.lastText === '我的宽带断了' ? true : undefined));
    const stale = { ...held, fence: held.fence - 1, clientId: 'reply-002', text: '过期的话' };
    expect(await desk.request('reply', stale)).toMatchObject({ ok: false, error: { code: 'stale_fence' } });
    expect(await desk.request('end', held)).toEqual({ ok: true, data: null });
    expect(await desk.request('wrapUp', { ...held, code: 'solved' })).toEqual({ ok: true, data: null });
    const { body } = await call({ sender: 'rest-4', message: '我想查一下话费' });
    expect(body.at(-1)?.text).toContain('CXHF');
    desk.close();
  });

  it('lets no one to a desk without a session, and no one to a chat that is not theirs', async () => {
    await expect(
      DeskClient.signIn(server.url, { username: 'admin', password: 'wrong-password-1' }),
    ).rejects.toThrow('bad_credentials');
    const admin = await DeskClient.signIn(server.url, server.administrator);
    const account = {
      username: 'xiaowang',
      password: 'a-long-enough-password',
      displayName: '小王',
      roles: ['agent'],
    };
    const made = await fetch(`${server.url}/api/v1/staff`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: admin.cookie, 'x-csrf-token': admin.csrfToken },
      body: JSON.stringify(account),
    });
    expect(made.status).toBeLessThan(300);
    const agent = await DeskClient.signIn(server.url, account);
    const missing = { ok: false, error: { code: 'not_found' } };
    expect(await agent.request('open', { conversationId })).toMatchObject(missing);
    expect(await agent.request('history', { conversationId, before: 99, limit: 9 })).toMatchObject(missing);
    expect(await agent.request('suggest', { conversationId })).toMatchObject(missing);
    expect(await agent.request('open', { conversationId: 'none' })).toMatchObject(missing);
    // A chat that was theirs is there up to its end.
    await admin.request('presence', { state: 'offline', capacity: 3 });
    await agent.request('presence', { state: 'online', capacity: 1 });
    await call({ sender: 'rest-6', message: '转人工' });
    const offer = await agent.until((state) => state.offers[0]);
    const held = { handoffId: offer.handoffId, fence: offer.fence };
    const heard: string[] = [];
    agent.socket.on('events', ({ events }) => heard.push(JSON.stringify(events)));
    await agent.request('accept', held);
    await agent.request('open', { conversationId: offer.conversationId });
    await agent.request('end', held);
    await call({ sender: 'rest-6', message: '只对机器人说的话' });
    const reopened = await agent.request('open', { conversationId: offer.conversationId });
    expect(reopened.ok).toBe(true);
    expect(JSON.stringify(reopened)).toContain('转人工');
    expect(JSON.stringify(reopened) + heard.join()).not.toContain('只对机器人说的话');
    await agent.request('wrapUp', { ...held, code: 'solved' });
    expect(await agent.request('open', { conversationId: offer.conversationId })).toMatchObject(missing);
    // A supervisor may look.
    expect(await admin.request('open', { conversationId })).toMatchObject({ ok: true });
    admin.close();
    agent.close();
  });
});
