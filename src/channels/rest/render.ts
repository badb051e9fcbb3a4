import type { ConversationEvent } from '../../conversation/event';
import type { RestReply } from './schema';

/** What a REST caller is told of an event; undefined where there is nothing to say. */
export function toRestReply(sender: string, { body }: ConversationEvent): RestReply | undefined {
  if (body.kind === 'botMessage') {
    const { text, buttons, article, related } = body.content;
    return {
      recipient_id: sender,
      text,
      ...(buttons?.length && { buttons: buttons.map(({ label, payload }) => ({ title: label, payload })) }),
      ...((article ?? related) && { custom: { article, related } }),
    };
  }
  if (body.kind === 'agentMessage') {
    return { recipient_id: sender, text: body.text, custom: { agent: body.agentName } };
  }
  return undefined;
}
