import { BotIcon, HeadsetIcon } from './icons';

/** The sign that somebody is typing. */
export function TypingRow({ from }: { from: 'bot' | 'agent' }) {
  return (
    <div class="row is-staff">
      <span class={`face ${from === 'agent' ? 'is-agent' : ''}`} aria-hidden="true">
        {from === 'agent' ? <HeadsetIcon /> : <BotIcon />}
      </span>
      <div class={`bubble is-typing is-${from}`}>
        <span class="visually-hidden">{from === 'agent' ? '客服正在输入' : '正在为您查找答案'}</span>
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}
