/**
 * `<script src="https://…/embed.js" defer></script>` puts the chat on another page: a round button, and the chat in a
 * frame of this script's origin. No cookies; the one global is `tongda`, with `open`, `close` and `remove`.
 */
(() => {
  interface Embed {
    open: () => void;
    close: () => void;
    remove: () => void;
  }
  const page = window as unknown as { tongda?: Embed };
  const script =
    document.currentScript ?? document.querySelector<HTMLScriptElement>('script[src$="/embed.js"]');
  if (page.tongda || !(script instanceof HTMLScriptElement)) return;
  const { origin } = new URL(script.src, location.href);

  const OPEN_LABEL = '打开在线客服';
  const CLOSE_LABEL = '关闭在线客服';
  const CHAT =
    'M12 4c-4.7 0-8.5 3.2-8.5 7.2 0 2.3 1.2 4.3 3.1 5.6L6 20.4l3.8-1.9c.7.1 1.4.2 2.2.2 4.7 0 8.5-3.2 8.5-7.3S16.7 4 12 4Z';
  const CROSS = 'M6.5 6.5l11 11M17.5 6.5l-11 11';

  // Style by properties: neither the page's style sheets nor its content policy get in the way.
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const style = (element: HTMLElement | SVGElement, properties: Partial<CSSStyleDeclaration>): void => {
    Object.assign(element.style, properties);
  };
  style(host, { position: 'fixed', zIndex: '2147483000', right: '0', bottom: '0', display: 'block' });

  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-haspopup', 'dialog');
  const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  style(icon, { width: '28px', height: '28px', fill: 'none', stroke: 'currentColor', strokeWidth: '2' });
  icon.style.strokeLinecap = icon.style.strokeLinejoin = 'round';
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  icon.append(shape);
  const badge = document.createElement('span');
  style(badge, {
    position: 'absolute',
    top: '-4px',
    right: '-4px',
    minWidth: '22px',
    padding: '0 6px',
    boxSizing: 'border-box',
    borderRadius: '11px',
    background: '#c2261f',
    color: '#fff',
    font: '600 13px/22px system-ui, sans-serif',
    textAlign: 'center',
  });
  style(button, {
    position: 'absolute',
    right: 'calc(20px + env(safe-area-inset-right))',
    bottom: 'calc(20px + env(safe-area-inset-bottom))',
    width: '60px',
    height: '60px',
    display: 'grid',
    placeItems: 'center',
    padding: '0',
    border: '0',
    borderRadius: '50%',
    background: '#1560e8',
    color: '#fff',
    boxShadow: '0 8px 24px rgb(13 46 110 / 35%)',
    cursor: 'pointer',
  });
  button.append(icon, badge);

  const panel = document.createElement('div');
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', '在线客服');
  root.append(panel, button);
  const small = window.matchMedia('(max-width: 520px), (max-height: 480px)');
  let frame: HTMLIFrameElement | undefined;
  let isOpen = false;

  const show = (): void => {
    const full = small.matches;
    style(panel, {
      display: isOpen ? 'block' : 'none',
      position: 'fixed',
      inset: full ? '0' : 'auto 20px 96px auto',
      width: full ? '100%' : '400px',
      height: full ? '100%' : 'min(680px, calc(100vh - 120px))',
      borderRadius: full ? '0' : '20px',
      overflow: 'hidden',
      background: 'canvas',
      boxShadow: '0 12px 48px rgb(13 46 110 / 28%)',
    });
    button.style.display = isOpen && full ? 'none' : 'grid';
    button.setAttribute('aria-expanded', String(isOpen));
    shape.setAttribute('d', isOpen ? CROSS : CHAT);
    setUnread(0);
  };

  const setUnread = (count: number): void => {
    badge.textContent = count > 99 ? '99+' : String(count);
    badge.style.display = count > 0 && !isOpen ? 'block' : 'none';
    const label = isOpen ? CLOSE_LABEL : OPEN_LABEL;
    button.setAttribute('aria-label', count > 0 && !isOpen ? `${label}，${count} 条新消息` : label);
  };

  const open = (): void => {
    isOpen = true;
    if (!frame) {
      frame = document.createElement('iframe');
      frame.src = `${origin}/chat?embed=1`;
      frame.title = '在线客服';
      style(frame, { width: '100%', height: '100%', border: '0', display: 'block' });
      panel.append(frame);
    }
    show();
    frame.focus();
  };

  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    show();
    button.focus();
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
  };
  const onMessage = (event: MessageEvent<unknown>): void => {
    if (event.origin !== origin || event.source !== frame?.contentWindow) return;
    const { data } = event;
    if (typeof data !== 'object' || data === null || !('tongda' in data)) return;
    if (data.tongda === 'close') close();
    if (data.tongda === 'unread' && 'count' in data && typeof data.count === 'number') setUnread(data.count);
  };

  button.addEventListener('click', () => (isOpen ? close() : open()));
  document.addEventListener('keydown', onKey);
  window.addEventListener('message', onMessage);
  small.addEventListener('change', show);
  show();
  const attach = (): void => {
    document.body.append(host);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', attach);
  else attach();

  page.tongda = {
    open,
    close,
    remove: () => {
      host.remove();
      document.removeEventListener('keydown', onKey);
      window.removeEventListener('message', onMessage);
      small.removeEventListener('change', show);
      delete page.tongda;
    },
  };
})();

// Says that the file is no CommonJS module; the built script has neither imports nor exports.
export {};
