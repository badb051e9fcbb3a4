import type { AccountService } from '../../accounts/account-service';
import { customerName } from '../../channels/agent-desk/render';
import type { Clock } from '../../clock';
import type { ConversationRecord } from '../../conversation/conversation-store';
import type { ConversationEvent } from '../../conversation/event';
import type { ConversationId } from '../../conversation/id';
import type { Inbox } from '../../conversation/inbox';
import { TongdaError } from '../../errors';
import type { Api } from '../api';
import { eventsQuerySchema, eventsReplySchema, inboxQuerySchema, inboxReplySchema } from './schema';

/** Every conversation, for those who supervise. */
export interface ConversationPorts {
  logEpoch: string;
  inbox: Inbox['page'];
  find(id: ConversationId): Promise<ConversationRecord | undefined>;
  eventsAfter(id: ConversationId, afterSeq: number, limit: number): Promise<ConversationEvent[]>;
  eventsBefore(id: ConversationId, beforeSeq: number, limit: number): Promise<ConversationEvent[]>;
}

const access = { permission: 'chat.supervise' } as const;

const present = ({ id, channel, visitorId, owner, lastSeq }: ConversationRecord) => ({
  id,
  channel,
  customer: customerName(visitorId),
  owner,
  lastSeq,
});

/** `/api/v1/conversations`: the list of all, and what was said in one. Reading one is recorded. */
export function conversationRoutes(
  api: Api,
  ports: ConversationPorts,
  accounts: Pick<AccountService, 'record'>,
  clock: Clock,
): void {
  api.add(
    {
      method: 'get',
      path: '/api/v1/conversations',
      summary: 'Conversations in which something was said, newest activity first',
      access,
      query: inboxQuerySchema,
      reply: inboxReplySchema,
    },
    async ({ query: { cursor, limit, ...filter } }) => {
      const before = cursor && { ...cursor, id: cursor.id as ConversationId };
      const rows = await ports.inbox(filter, limit, before);
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        conversations: rows.map((row) => ({
          ...present(row),
          lastText: row.lastText,
          updatedAt: row.updatedAt,
        })),
        ...(last && { next: `${last.updatedAt}_${last.id}` }),
      };
    },
  );
  api.add(
    {
      method: 'get',
      path: '/api/v1/conversations/:id/events',
      summary: 'A page of a conversation; reading it is recorded in the audit',
      access,
      query: eventsQuerySchema,
      reply: eventsReplySchema,
    },
    async ({ params, query: { after, before, limit }, session }) => {
      const id = (params.id ?? '') as ConversationId;
      const conversation = await ports.find(id);
      if (!conversation) throw new TongdaError('not_found', `conversation ${id}`);
      const events =
        after === undefined
          ? await ports.eventsBefore(id, before ?? conversation.lastSeq + 1, limit)
          : await ports.eventsAfter(id, after, limit);
      await accounts.record({
        at: clock.now(),
        staffId: session.staff.id,
        action: 'conversationRead',
        target: id,
        detail: events.length === 0 ? '' : `events=${events[0]?.seq}-${events.at(-1)?.seq}`,
      });
      return { conversation: present(conversation), logEpoch: ports.logEpoch, events };
    },
  );
}
