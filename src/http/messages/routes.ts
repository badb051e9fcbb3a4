import type { AccountService } from '../../accounts/account-service';
import type { Clock } from '../../clock';
import type { ConversationId } from '../../conversation/id';
import type { MessageHits, MessageQuery } from '../../engine/message-search';
import type { Api } from '../api';
import { messageHitsSchema, messageSearchSchema } from './schema';

/** Searches all messages. */
export type SearchMessages = (query: MessageQuery) => Promise<MessageHits>;

/** `/api/v1/messages/search`. That somebody has searched is recorded, what for is not. */
export function messageRoutes(
  api: Api,
  search: SearchMessages,
  accounts: Pick<AccountService, 'record'>,
  clock: Clock,
): void {
  api.add(
    {
      method: 'get',
      path: '/api/v1/messages/search',
      summary: 'Messages in which all words of a question stand, newest first',
      access: { permission: 'chat.supervise' },
      perMinute: 120,
      query: messageSearchSchema,
      reply: messageHitsSchema,
    },
    async ({ query: { q, conversation, ...rest }, session }) => {
      const conversationId = conversation as ConversationId | undefined;
      const { hits, next } = await search({ question: q, conversationId, ...rest });
      await accounts.record({
        at: clock.now(),
        staffId: session.staff.id,
        action: 'messagesSearched',
        ...(conversationId !== undefined && { target: conversationId }),
        detail: `hits=${hits.length}`,
      });
      return { hits, ...(next !== undefined && { next }) };
    },
  );
}
