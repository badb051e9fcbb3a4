import type { ComponentChildren } from 'preact';
import type { OutboxMessage } from '../outbox';
import { AlertIcon, TickIcon } from './icons';
import { RichText } from './rich-text';

/** A message of the customer that is in the log. */
export function CustomerBubble({ text, mark }: { text: string; mark: 'sent' | 'delivered' | 'read' }) {
  return (
    <Bubble text={text}>
      <Mark mark={mark} />
    </Bubble>
  );
}

interface OutboxBubbleProps {
  message: OutboxMessage;
  onRetry: () => void;
  onDiscard: () => void;
}

/** A message of the customer that is still on its way, or did not get through. */
export function OutboxBubble({ message, onRetry, onDiscard }: OutboxBubbleProps) {
  const { status } = message;
  if (status.type === 'sent') return <CustomerBubble text={message.text} mark="sent" />;
  if (status.type !== 'failed') {
    return (
      <Bubble text={message.text} quiet>
        <span class="mark">
          <span class="spinner" aria-hidden="true" />
          发送中
        </span>
      </Bubble>
    );
  }
  return (
    <Bubble text={message.text} quiet>
      <span class="mark is-failed" role="alert">
        <AlertIcon />
        <span>{status.reason === undefined ? '发送失败' : `发送失败：${status.reason}`}</span>
      </span>
      <span class="mark-buttons">
        <button type="button" class="mark-button" onClick={onRetry}>
          重试
        </button>
        <button type="button" class="mark-button" onClick={onDiscard}>
          删除
        </button>
      </span>
    </Bubble>
  );
}

function Bubble({ text, quiet, children }: { text: string; quiet?: boolean; children: ComponentChildren }) {
  return (
    <>
      <span class="visually-hidden">我：</span>
      <div class={`bubble is-customer ${quiet ? 'is-quiet' : ''}`}>
        <RichText text={text} />
      </div>
      <div class="marks">{children}</div>
    </>
  );
}

const MARKS = { sent: '已发送', delivered: '已送达', read: '已读' };

function Mark({ mark }: { mark: 'sent' | 'delivered' | 'read' }) {
  return (
    <span class={`mark is-${mark}`}>
      <TickIcon twice={mark !== 'sent'} />
      {/* The tick alone tells that it was sent; what a person did with it is worth the words. */}
      <span class={mark === 'sent' ? 'visually-hidden' : ''}>{MARKS[mark]}</span>
    </span>
  );
}
