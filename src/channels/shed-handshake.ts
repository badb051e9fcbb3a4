import type { IncomingMessage } from 'node:http';
import type { Socket } from 'socket.io';

const NOTHING = Object.freeze({});

/**
 * Frees what a socket still holds of the HTTP request that it began with, for as long as a page is open. For sockets
 * that need no cookie or header later: `handshake.headers`, `.auth` and `.query` are empty after it.
 */
export function shedHandshake({ conn, handshake }: Pick<Socket, 'conn' | 'handshake'>): void {
  const connection = conn as unknown as {
    request: (IncomingMessage & { _query?: unknown }) | null;
    transport: { removeAllListeners(event: string): void };
  };
  const { request } = connection;
  if (request) {
    // A listener of the TCP socket keeps engine.io's response, and that the request: so it is emptied, too.
    request.headers = {};
    request.rawHeaders = [];
    request.url = '';
    request._query = undefined;
    connection.request = null;
  }
  // Would set a cookie in an HTTP answer; there is none after the upgrade.
  connection.transport.removeAllListeners('headers');
  Object.assign(handshake, { headers: NOTHING, auth: NOTHING, query: NOTHING });
}
