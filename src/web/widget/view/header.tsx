import type { ChatState } from '../state';
import { BotIcon, CloseIcon, HeadsetIcon } from './icons';

interface HeaderProps {
  state: ChatState;
  waiting: boolean;
  elder: boolean;
  onElder: () => void;
  onClose?: () => void;
}

/** Who the customer is talking to, the switch for large type, and the way out of an embedded chat. */
export function Header({ state, waiting, elder, onElder, onClose }: HeaderProps) {
  const { owner, agentName } = state.transcript;
  const agent = owner === 'agent';
  let line = '智能客服机器人';
  if (waiting) line = '正在为您转接人工客服';
  if (agent) line = `人工客服 ${agentName ?? ''} 为您服务`.replace('  ', ' ');
  return (
    <header class="header">
      <span class={`header-face ${agent ? 'is-agent' : ''}`}>{agent ? <HeadsetIcon /> : <BotIcon />}</span>
      <div class="header-words">
        <h1>在线客服</h1>
        <p>
          <span class={`dot ${state.connection === 'online' ? 'is-online' : ''}`} aria-hidden="true" />
          {line}
        </p>
      </div>
      <button type="button" class="header-elder" aria-pressed={elder} onClick={onElder}>
        {elder ? '标准版' : '大字版'}
      </button>
      {onClose && (
        <button type="button" class="header-close" aria-label="关闭在线客服" onClick={onClose}>
          <CloseIcon />
        </button>
      )}
    </header>
  );
}
