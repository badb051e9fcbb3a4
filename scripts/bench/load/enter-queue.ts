import type { ChatPage } from './chat-page';
import { DeskPage, type Account } from './desk-page';
import { inParallel } from './open-loop';

const WIDTH = 32;
const WITHIN_MS = 30_000;

/**
 * Gives conversations to people, on a server without a bot: every customer writes once and is in the queue then. One
 * agent is there, so that they may wait, and has room for a single chat. After this nothing moves by itself, and a
 * message is only stored and delivered.
 */
export async function enterQueue(url: string, account: Account, pages: readonly ChatPage[]): Promise<void> {
  const desk = await DeskPage.signIn(url, account);
  desk.onState = ({ offers }) => {
    const [offer] = offers;
    if (offer) desk.socket.emit('accept', { handoffId: offer.handoffId, fence: offer.fence }, () => {});
  };
  await desk.socket.request('presence', { state: 'online', capacity: 1 });
  await inParallel(pages.length, WIDTH, (index) => ask(pages[index]!, index));
}

function ask(page: ChatPage, index: number): Promise<void> {
  const { onEvents } = page;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a customer did not get into the queue')), WITHIN_MS);
    page.onEvents = (events) => {
      onEvents?.(events);
      if (!events.some((event) => 'body' in event && event.body.kind === 'handoffRequested')) return;
      clearTimeout(timer);
      page.onEvents = onEvents;
      resolve();
    };
    page.socket.emit('send', { clientId: `ask-${process.pid}-${index}`, text: '你好' }, (reply) => {
      if (!reply.ok) reject(new Error(reply.error.code));
    });
  });
}
