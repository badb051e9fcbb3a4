import type { EventBody } from '../../../conversation/event';

type Moved = Extract<EventBody, { kind: 'handoffMoved' }>;

/** What the staff reads of a step of a handoff; undefined when another line says it already. */
export function handoffLine(body: Moved): string | undefined {
  const { from, to } = body;
  const name = body.agentName ?? '坐席';
  switch (to) {
    case 'requested':
      return undefined;
    case 'queued':
      if (from === 'assigned') return body.agentName === undefined ? '退回排队' : `${name} 退回排队`;
      return from === 'offered' ? '未接入，继续排队' : '开始排队';
    case 'offered':
      return `派给 ${name}`;
    case 'assigned':
      return from === 'assigned' ? `转接给 ${name}` : `${name} 接入会话`;
    case 'wrapUp':
      return '会话结束，等待小结';
    case 'closed':
      return from === 'wrapUp' ? undefined : '会话已关闭';
    case 'bot':
      return '回到机器人服务';
    case 'abandoned':
      return '顾客已离开，退出排队';
    case 'offlineMessage':
      return '没有坐席在线，转为留言';
    case 'callback':
      return '已登记回电';
    default:
      to satisfies never;
      return undefined;
  }
}
