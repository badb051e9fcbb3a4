/** @jsxImportSource react */
import { App, Button } from 'antd';
import { useDesk, useDeskView } from './desk-context';
import { AlertIcon } from './icons';

/**
 * Says that the server has taken the agent off the line, as it does when an offer was left alone: nobody should wait
 * for chats that will not come. What the agent chose here is no news.
 */
export function AwayBanner() {
  const { client } = useDesk();
  const { desk, takenOff } = useDeskView();
  const { message } = App.useApp();
  if (!desk || !takenOff) return <div role="status" />;
  const back = async (): Promise<void> => {
    const problem = await client.setPresence('online', desk.presence.capacity);
    if (problem !== undefined) void message.error(problem);
  };
  return (
    <div role="status">
      <div className="away-banner">
        <AlertIcon />
        您已转为小休，不再接收新会话（可能有会话没有及时接入）。
        <Button size="small" onClick={() => void back()}>
          恢复在线
        </Button>
      </div>
    </div>
  );
}
