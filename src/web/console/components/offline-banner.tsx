/** @jsxImportSource react */
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useDesk, useDeskView } from './desk-context';
import { AlertIcon } from './icons';

const PATIENCE_MS = 800;

/** Says that the connection is lost. Short breaks, such as a reload of the server, are not worth a word. */
export function OfflineBanner() {
  const { client } = useDesk();
  const { connection, outbox } = useDeskView();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (connection !== 'offline') return undefined;
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setShown(false);
    };
  }, [connection]);
  const unsent = outbox.filter((message) => message.status.type !== 'sent').length;
  return (
    <div role="status">
      {shown && (
        <div className="offline-banner">
          <AlertIcon />
          连接已断开，正在重新连接…
          {unsent > 0 && `${unsent} 条内容会在恢复后自动发出。`}
          <Button size="small" onClick={() => client.retryNow()}>
            立即重试
          </Button>
        </div>
      )}
    </div>
  );
}
