/** @jsxImportSource react */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/shell.css';
import './styles/offers.css';
import './styles/chat-list.css';
import './styles/chat-pane.css';
import './styles/transcript.css';
import './styles/composer.css';
import './styles/side-panel.css';
import './styles/inbox.css';
import './styles/pages.css';
import { Root } from './components/root';
import { cspNonce } from './csp-nonce';

const element = document.getElementById('app');
if (element) {
  createRoot(element).render(
    <StrictMode>
      <Root nonce={cspNonce()} />
    </StrictMode>,
  );
}
