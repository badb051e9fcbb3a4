import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatClient } from '../chat-client';
import { MAX_LENGTH, type ChatState } from '../state';
import { AlertIcon, HeadsetIcon, SendIcon } from './icons';

const COUNT_FROM = MAX_LENGTH - 200;
/** The key code of every key that an input method takes for itself. */
const IME_KEY_CODE = 229;

interface ComposerProps {
  client: ChatClient;
  returned: ChatState['returned'];
  notice: string | undefined;
  /** Whether 转人工 is offered: not while waiting for an agent or talking to one. */
  askHuman: boolean;
}

/** Where the customer writes. Enter sends, Shift+Enter makes a line; input methods keep their Enter. */
export function Composer({ client, returned, notice, askHuman }: ComposerProps) {
  const [text, setText] = useState('');
  const [complaint, setComplaint] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (!returned) return;
    setText((now) => (now === '' ? returned.text : `${returned.text}\n${now}`));
    setComplaint(returned.reason);
    field.current?.focus();
  }, [returned]);

  useLayoutEffect(() => {
    if (field.current) fitHeight(field.current);
  }, [text]);

  const tooLong = text.length > MAX_LENGTH;
  const send = (): void => {
    if (text.trim() === '') return;
    if (tooLong) {
      setComplaint(`内容太长了，请控制在${MAX_LENGTH}字以内。`);
      return;
    }
    client.send(text);
    setText('');
    setComplaint(undefined);
    field.current?.focus();
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    if (event.isComposing || event.keyCode === IME_KEY_CODE) return;
    event.preventDefault();
    send();
  };
  const wrong = complaint ?? notice;
  return (
    <footer class="composer">
      <div role="alert">
        {wrong !== undefined && (
          <p class="complaint" id="complaint">
            <AlertIcon />
            {wrong}
          </p>
        )}
      </div>
      {(askHuman || text.length >= COUNT_FROM) && (
        <div class="composer-tools">
          {askHuman && (
            <button type="button" class="human" onClick={() => client.send('转人工', '/human')}>
              <HeadsetIcon />
              转人工
            </button>
          )}
          {text.length >= COUNT_FROM && (
            <span class={`count ${tooLong ? 'is-over' : ''}`} id="count" role="status">
              {text.length}/{MAX_LENGTH}
            </span>
          )}
        </div>
      )}
      <form
        class="composer-row"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label class="visually-hidden" for="composer-text">
          输入您的问题
        </label>
        <textarea
          id="composer-text"
          ref={field}
          rows={1}
          placeholder="请输入您的问题"
          enterkeyhint="send"
          autocomplete="off"
          value={text}
          aria-invalid={tooLong}
          aria-describedby={wrong === undefined ? undefined : 'complaint'}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setComplaint(undefined);
            client.composing(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" aria-label="发送" aria-disabled={text.trim() === ''}>
          <SendIcon />
        </button>
      </form>
    </footer>
  );
}

/** Grows with the text; the style sheet sets the limit. */
function fitHeight(element: HTMLTextAreaElement): void {
  const borders = element.offsetHeight - element.clientHeight;
  const row = element.parentElement;
  // The row keeps its height while the field is measured: the list above would lose its place otherwise.
  if (row) row.style.minHeight = `${row.offsetHeight}px`;
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight + borders}px`;
  if (row) row.style.minHeight = '';
}
