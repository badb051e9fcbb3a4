/** @jsxImportSource react */
import { Alert, Button, Input, Radio } from 'antd';
import { useState } from 'react';
import type { DeskChat } from '../../../channels/agent-desk/schema';
import type { WrapUpCode } from '../../../handoff/handoff';
import { WRAP_UP_LABELS } from '../state/labels';
import { useDesk, useDeskView } from './desk-context';

const CODES = Object.keys(WRAP_UP_LABELS) as WrapUpCode[];

/** What became of the chat; until it is handed in, the chat takes one of the agent's places. */
export function WrapUpForm({ chat }: { chat: DeskChat }) {
  const { client } = useDesk();
  const { connection } = useDeskView();
  const [code, setCode] = useState<WrapUpCode>();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async (): Promise<void> => {
    if (code === undefined) return;
    setBusy(true);
    setProblem(await client.wrapUp(chat, code, note.trim()));
    setBusy(false);
  };
  return (
    <form
      className="wrap-up"
      aria-label="话后小结"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h3>话后小结</h3>
      {problem !== undefined && <Alert type="error" showIcon title={problem} />}
      <Radio.Group
        className="wrap-up-codes"
        aria-label="结果"
        optionType="button"
        value={code}
        onChange={(event) => setCode(event.target.value as WrapUpCode)}
        options={CODES.map((value) => ({ value, label: WRAP_UP_LABELS[value] }))}
      />
      <div className="composer-row">
        <Input.TextArea
          aria-label="小结备注"
          rows={2}
          maxLength={1000}
          placeholder="备注（可不填），如已承诺的事和下一步"
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onPressEnter={(event) => {
            if (event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            void submit();
          }}
        />
        <Button
          type="primary"
          htmlType="submit"
          loading={busy}
          disabled={code === undefined || connection !== 'online'}
        >
          提交小结
        </Button>
      </div>
    </form>
  );
}
