/** @jsxImportSource react */
import { Button } from 'antd';
import type { OutMessage } from '../state/outbox';
import { useDesk, useDeskView } from './desk-context';
import { MessageText } from './transcript-row';

/** A reply or note that the log does not show yet. */
export function PendingRow({ message }: { message: OutMessage }) {
  const { client } = useDesk();
  const { connection } = useDeskView();
  const { clientId, kind, status, text } = message;
  const waits = status.type === 'waiting';
  return (
    <div className={`message is-pending ${kind === 'note' ? 'is-note' : 'is-me'} is-${status.type}`}>
      {kind === 'note' && <span className="message-name">内部备注</span>}
      <div className="bubble">
        <MessageText text={text} />
      </div>
      <span className="message-foot" role="status">
        {status.type === 'sent' && '已发送'}
        {status.type === 'sending' && '发送中…'}
        {waits && (connection === 'online' ? '等待发送' : '恢复连接后自动发出')}
        {status.type === 'failed' && <span className="failed">没有发出：{status.reason}</span>}
        {status.type === 'failed' && (
          <Button size="small" type="link" onClick={() => client.retry(clientId)}>
            重发
          </Button>
        )}
        {(status.type === 'failed' || waits) && (
          <Button size="small" type="link" onClick={() => client.takeBack(message)}>
            撤回到输入框
          </Button>
        )}
      </span>
    </div>
  );
}
