import type { ChatState } from '../state';

/** Says so when the connection is gone. Always there, so that screen readers notice the change. */
export function ConnectionBanner({ connection }: { connection: ChatState['connection'] }) {
  return (
    <div role="status" class="banner-place">
      {connection === 'offline' && (
        <p class="banner">
          <span class="spinner" aria-hidden="true" />
          网络连接已断开，正在重连…
        </p>
      )}
    </div>
  );
}
