/** @jsxImportSource react */
import { App, Button, InputNumber, Popover, Switch } from 'antd';
import { useState } from 'react';
import type { Presence } from '../../../handoff/handoff';
import { PRESENCE_LABELS } from '../state/labels';
import { useDesk, useDeskView } from './desk-context';
import { DownIcon } from './icons';

const STATES = ['online', 'away', 'offline'] as const;
const HINTS: Record<Presence['state'], string> = {
  online: '接收新会话',
  away: '不接新会话，继续已有会话',
  offline: '不接新会话',
};

/** The agent's presence and capacity, as the server keeps them. */
export function PresenceControl() {
  const { client, attention } = useDesk();
  const { desk, connection } = useDeskView();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [muted, setMuted] = useState(() => attention.isMuted());
  const presence = desk?.presence;
  if (!presence) return null;
  const { state, capacity, load } = presence;
  const set = async (next: Presence['state'], room: number): Promise<void> => {
    if (next === 'online') attention.askToNotify();
    const problem = await client.setPresence(next, room);
    if (problem !== undefined) void message.error(problem);
  };
  const content = (
    <div className="presence-panel">
      <div role="radiogroup" aria-label="状态">
        {STATES.map((each) => (
          <button
            key={each}
            type="button"
            role="radio"
            aria-checked={each === state}
            className="presence-choice"
            onClick={() => {
              void set(each, capacity);
              setOpen(false);
            }}
          >
            <span className={`dot is-${each}`} />
            <span>
              <b>{PRESENCE_LABELS[each]}</b>
              <small>{HINTS[each]}</small>
            </span>
          </button>
        ))}
      </div>
      <label className="presence-row">
        接待上限
        <InputNumber
          min={1}
          max={20}
          precision={0}
          size="small"
          value={capacity}
          mode="spinner"
          onChange={(value) => value !== null && void set(state, value)}
        />
      </label>
      <label className="presence-row">
        提示音
        <Switch
          size="small"
          checked={!muted}
          onChange={(on) => {
            attention.mute(!on);
            setMuted(!on);
          }}
        />
      </label>
    </div>
  );
  return (
    <Popover
      content={content}
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      placement="bottomRight"
      arrow={false}
    >
      <Button
        className="presence-button"
        disabled={connection !== 'online'}
        aria-label={`状态：${PRESENCE_LABELS[state]}，接待 ${load}，上限 ${capacity}`}
      >
        <span className={`dot is-${state}`} />
        {PRESENCE_LABELS[state]}
        <span className="load">
          {load}/{capacity}
        </span>
        <DownIcon />
      </Button>
    </Popover>
  );
}
