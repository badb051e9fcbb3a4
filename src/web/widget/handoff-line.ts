import type { EventBody, HandoffState } from '../../conversation/event';
import type { Owner } from '../../conversation/tracker';

type HandoffEvent = Extract<EventBody, { kind: 'handoffRequested' | 'handoffMoved' }>;

/** Who answers the customer in a state of a handoff. */
export function ownerOf(state: HandoffState): Owner {
  if (state === 'requested' || state === 'queued' || state === 'offered') return 'queue';
  return state === 'assigned' ? 'agent' : 'bot';
}

/** What the customer is told of a step of a handoff; undefined when the step does not concern the customer. */
export function handoffLine(body: HandoffEvent): string | undefined {
  // The bot has said in its own words that a person is coming.
  if (body.kind === 'handoffRequested') return undefined;
  const { from, to } = body;
  const name = body.agentName ?? '';
  switch (to) {
    case 'requested':
    case 'offered':
      return undefined;
    case 'queued':
      return from === 'assigned' ? '客服暂时离开，正在为您安排其他客服' : undefined;
    case 'assigned':
      return from === 'assigned'
        ? `已为您转接给客服 ${name}`.trimEnd()
        : `客服 ${name} 已接入`.replace('  ', ' ');
    case 'wrapUp':
      return '人工服务已结束';
    case 'closed':
      return from === 'wrapUp' ? undefined : '人工服务已结束';
    case 'bot':
      if (from === 'assigned') return '人工服务已结束，智能客服继续为您服务';
      return from === 'requested' ? '智能客服继续为您服务' : undefined;
    // What happened here is told by a message of its own.
    case 'abandoned':
    case 'offlineMessage':
      return undefined;
    case 'callback':
      return '已为您登记回电，请保持电话畅通';
    default:
      to satisfies never;
      return undefined;
  }
}
