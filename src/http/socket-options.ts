import type { IncomingMessage } from 'node:http';
import type { ServerOptions } from 'socket.io';

/** A frame of a customer's longest message, with room for its escapes. */
const MAX_FRAME_BYTES = 64 * 1024;

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
    pingInterval: 20_000,
    pingTimeout: 15_000,
    allowRequest: (request, callback) => {
      const own = isOwnOrigin(request);
      callback(own ? null : 'origin_refused', own);
    },
  };
}
