/** @jsxImportSource react */
import { Button, Segmented } from 'antd';
import {
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
  type Ref,
} from 'react';
import type { DeskChat } from '../../../channels/agent-desk/schema';
import type { MAX_MESSAGE_LENGTH } from '../../../conversation/message-length';
import { TypingSignal } from '../../widget/typing-signal';
import type { DraftKind } from '../desk/drafts';
import { useDesk } from './desk-context';
import { useShortcuts } from './use-shortcuts';

const MAX_LENGTH: typeof MAX_MESSAGE_LENGTH = 2000;
/** The key code of every key that an input method takes for itself. */
const IME_KEY_CODE = 229;

/** What others can do with the composer. */
export interface ComposerHandle {
  /** Puts a text where the cursor is. It is never sent by itself. */
  insert(text: string): void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  chat: DeskChat;
  /** Whether the agent serves this chat now. */
  mine: boolean;
  /** Why nothing can be sent; the draft stays. */
  blocked: string | undefined;
}

/** Where the agent writes. Enter sends, Shift+Enter makes a line; input methods keep their Enter. */
export function Composer({ ref, chat, mine, blocked }: ComposerProps) {
  const { client } = useDesk();
  const { drafts } = client;
  const { conversationId, handoffId, fence } = chat;
  const [kind, setKind] = useState<DraftKind>('reply');
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.get(conversationId, kind));
  const field = useRef<HTMLTextAreaElement>(null);
  const signal = useMemo(
    () => new TypingSignal((on) => client.typing({ handoffId, fence }, on)),
    [client, handoffId, fence],
  );
  useEffect(() => () => signal.stop(), [signal]);
  useEffect(() => {
    if (mine && window.matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, [mine]);
  useLayoutEffect(() => {
    if (field.current) fitHeight(field.current);
  }, [text]);

  const write = (next: string): void => {
    drafts.set(conversationId, kind, next);
    if (mine && kind === 'reply') signal.input(next, Date.now());
  };
  useImperativeHandle(ref, () => ({
    insert(passage) {
      const element = field.current;
      if (!element) return;
      const { selectionStart, selectionEnd } = element;
      write(text.slice(0, selectionStart) + passage + text.slice(selectionEnd));
      element.focus();
      const end = selectionStart + passage.length;
      requestAnimationFrame(() => element.setSelectionRange(end, end));
    },
  }));
  const tooLong = text.length > MAX_LENGTH;
  const canSend = mine && text.trim() !== '' && !tooLong;
  const send = (): void => {
    if (!canSend) return;
    client.send(chat, kind, text.trim());
    drafts.set(conversationId, kind, '');
    signal.stop();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    if (event.nativeEvent.isComposing || event.keyCode === IME_KEY_CODE) return;
    event.preventDefault();
    send();
  };
  const change = (next: DraftKind): void => {
    signal.stop();
    setKind(next);
    field.current?.focus();
  };
  useShortcuts({ KeyN: mine ? () => change(kind === 'note' ? 'reply' : 'note') : undefined });
  const isNote = kind === 'note';
  return (
    <footer className={`composer ${isNote ? 'is-note' : ''}`}>
      <div className="composer-tools">
        <Segmented<DraftKind>
          size="small"
          value={kind}
          onChange={change}
          disabled={!mine}
          options={[
            { value: 'reply', label: '回复顾客' },
            { value: 'note', label: <span title="Alt+N">内部备注</span> },
          ]}
        />
        <span className="quiet composer-hint">
          {blocked ??
            (isNote ? '只有坐席看得到' : <span className="keys">Enter 发送 · Shift+Enter 换行</span>)}
        </span>
        {text.length > MAX_LENGTH - 200 && (
          <span className={tooLong ? 'failed' : 'quiet'} role="status">
            {text.length}/{MAX_LENGTH}
          </span>
        )}
      </div>
      <div className="composer-row">
        <textarea
          ref={field}
          rows={2}
          enterKeyHint="send"
          value={text}
          readOnly={!mine}
          aria-label={isNote ? '写内部备注' : '回复顾客'}
          aria-invalid={tooLong}
          placeholder={blocked ?? (isNote ? '写给同事的备注，顾客看不到' : '输入回复')}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Button type="primary" disabled={!canSend} onClick={send}>
          {isNote ? '保存备注' : '发送'}
        </Button>
      </div>
    </footer>
  );
}

/** Grows with the text; the style sheet sets the limit. */
function fitHeight(element: HTMLTextAreaElement): void {
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
}
