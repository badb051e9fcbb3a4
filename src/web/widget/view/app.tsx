import type { ChatClient } from '../chat-client';
import type { ChatState } from '../state';
import { Composer } from './composer';
import { ConnectionBanner } from './connection-banner';
import { Header } from './header';
import { MessageList } from './message-list';
import { QueueBar } from './queue-bar';

interface AppProps {
  state: ChatState;
  client: ChatClient;
  /** Now, in ms. */
  now: number;
  elder: boolean;
  onElder: () => void;
  /** Only where another page embeds the chat. */
  onClose?: () => void;
}

/** The whole page. */
export function App({ state, client, now, elder, onElder, onClose }: AppProps) {
  const { owner } = state.transcript;
  const waiting = owner === 'queue' || (state.queue !== null && owner !== 'agent');
  return (
    <div class="page">
      <Header state={state} waiting={waiting} elder={elder} onElder={onElder} onClose={onClose} />
      <ConnectionBanner connection={state.connection} />
      {waiting && <QueueBar queue={state.queue} onLeave={() => client.leaveQueue()} />}
      <MessageList state={state} client={client} now={now} />
      <Composer
        client={client}
        returned={state.returned}
        notice={state.notice}
        askHuman={owner === 'bot' && !waiting}
      />
    </div>
  );
}
