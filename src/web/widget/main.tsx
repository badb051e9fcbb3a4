import { render } from 'preact';
import { Attention } from './attention';
import { ChatClient } from './chat-client';
import { ElderMode } from './elder-mode';
import { OutboxStorage } from './outbox-storage';
import { safeStorage } from './safe-storage';
import './styles/tokens.css';
import './styles/page.css';
import './styles/messages.css';
import './styles/answers.css';
import './styles/cards.css';
import './styles/composer.css';
import { App } from './view/app';
import { visitorToken } from './visitor-token';
import { followViewport } from './viewport-height';

const storage = safeStorage();
const elder = new ElderMode(storage);
const client = new ChatClient(visitorToken(storage), new OutboxStorage(storage), Date.now);
const attention = new Attention();
const embedded = new URLSearchParams(location.search).get('embed') === '1' && window.parent !== window;
const close = (): void => window.parent.postMessage({ tongda: 'close' }, '*');

function show(): void {
  const root = document.getElementById('app');
  if (!root) return;
  render(
    <App
      state={client.state}
      client={client}
      now={Date.now()}
      elder={elder.on}
      onElder={() => {
        elder.toggle();
        show();
      }}
      onClose={embedded ? close : undefined}
    />,
    root,
  );
}

if (embedded) {
  document.documentElement.setAttribute('data-embedded', '');
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) close();
  });
}
followViewport();
client.subscribe((state) => {
  attention.update(state);
  show();
});
show();
client.open();
