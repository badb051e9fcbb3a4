import type { IncomingMessage } from 'node:http';
import type { ServerOptions } from 'socket.io';

/** A frame of a customer's longest message, with room for its escapes. */
const MAX_FRAME_BYTES = 64 * 1024;

/** Both ends of a connection that died without a word know it after the sum of these: within 30 s. */
export const HEARTBEAT = { pingInterval: 16_000, pingTimeout: 12_000 } as const;

/** Whether a browser's page may connect: only pages of our own host; other programs send no Origin. */
export function isOwnOrigin(request: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

/** WebSocket only, small frames, and no trust in Socket.IO's own recovery: cursors are ours. */
export function socketOptions(): Partial<ServerOptions> {
  return {
    transports: ['websocket'],
    maxHttpBufferSize: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    serveClient: false,
    ...HEARTBEAT,
    allowRequest: (request, callback) => {
      const own = isOwnOrigin(request);
      callback(own ? null : 'origin_refused', own);
    },
  };
}
