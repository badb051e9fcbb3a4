import type { QueueStatus } from '../../channels/web-chat/schema';

/** The place in the queue in words; the wait only where the server expects one. */
export function queueText(status: QueueStatus | null): string {
  if (!status) return '正在排队，请稍候';
  if (status.ahead === 0) return '下一位就是您';
  return `您前面还有 ${status.ahead} 位`;
}

/** The expected wait in words, rounded up to minutes; undefined when it is not known. */
export function waitText(status: QueueStatus | null): string | undefined {
  if (status?.waitMs === undefined) return undefined;
  const minutes = Math.ceil(status.waitMs / 60_000);
  return minutes <= 1 ? '预计等待不到 1 分钟' : `预计等待约 ${minutes} 分钟`;
}
