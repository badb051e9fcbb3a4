import type { ConversationEvent } from '../../src/conversation/event';
import { ChatClient } from '../support/chat-client';
import { DeskClient } from '../support/desk-client';
import { RunningServer } from '../support/running-server';
import { trainShippedCorpus } from '../support/trained-model';

describe('a desk', () => {
  let server: RunningServer;

  beforeAll(async () => {
    await trainShippedCorpus();
    server = await RunningServer.start({ TONGDA_BOT: '0' });
  });
  afterAll(() => server.destroy());

  it('goes on with the log of a customer who comes back while the last talk is written up', async () => {
    const desk = await DeskClient.signIn(server.url, server.administrator);
    await desk.request('presence', { state: 'online', capacity: 3 });
    const seen: ConversationEvent[] = [];
    desk.socket.on('events', ({ events }) => seen.push(...events));
    const customer = new ChatClient(server.url);
    await customer.hello();
    await customer.send('我要查话费');
    const offer = await desk.until(({ offers }) => offers[0]);
    await desk.request('accept', offer);
    const { conversationId } = offer;
    const opened = await desk.request<{ events: ConversationEvent[] }>('open', { conversationId });
    if (opened.ok) seen.unshift(...opened.data.events);
    await desk.request('end', offer);
    await desk.until(({ chats }) => chats.find(({ state }) => state === 'wrapUp'));
    await customer.send('还有一个问题');
    const again = await desk.until(({ offers }) => offers[0]);
    await desk.request('accept', again);
    await customer.send('在吗');
    await desk.until(({ chats }) => chats.find(({ lastText }) => lastText === '在吗'));
    const last = (): ConversationEvent | undefined => seen.at(-1);
    const deadline = Date.now() + 5000;
    const isThere = (): boolean =>
      seen.some(({ body }) => body.kind === 'customerMessage' && body.text === '在吗');
    while (!isThere() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25));
    expect(isThere()).toBe(true);
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: last()!.seq }, (_, index) => index + 1));
    desk.close();
    customer.close();
  });
});
