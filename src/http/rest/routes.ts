import type { RestChannel } from '../../channels/rest/channel';
import { restMessageSchema, restReplySchema } from '../../channels/rest/schema';
import type { Api } from '../api';

/** `POST /webhooks/rest/webhook`, as Rasa's REST channel. */
export function restRoutes(api: Api, channel: RestChannel): void {
  api.add(
    {
      method: 'post',
      path: '/webhooks/rest/webhook',
      summary: 'A message of a sender; answers what was said to the sender since the last call',
      access: 'loopbackOrToken',
      body: restMessageSchema,
      reply: restReplySchema,
    },
    ({ body }) => channel.handle(body),
  );
}
