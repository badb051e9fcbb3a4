import { useState } from 'preact/hooks';
import type { QueueStatus } from '../../../channels/web-chat/schema';
import { queueText, waitText } from '../queue-text';
import { HeadsetIcon } from './icons';

/** Place in the queue and the way out of it. */
export function QueueBar({ queue, onLeave }: { queue: QueueStatus | null; onLeave: () => Promise<void> }) {
  const [leaving, setLeaving] = useState(false);
  const wait = waitText(queue);
  const leave = async (): Promise<void> => {
    setLeaving(true);
    await onLeave();
    setLeaving(false);
  };
  return (
    <section class="queue" aria-label="人工客服排队">
      <span class="queue-face" aria-hidden="true">
        <HeadsetIcon />
      </span>
      <p role="status" class="queue-words">
        <strong>{queueText(queue)}</strong>
        {wait !== undefined && <span>{wait}</span>}
      </p>
      <button type="button" class="button-quiet" disabled={leaving} onClick={() => void leave()}>
        取消排队
      </button>
    </section>
  );
}
