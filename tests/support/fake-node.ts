import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** RFC 6455. */
const WEBSOCKET = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What a load balancer sees of a node: `/readyz`, requests, and sockets that stay open. */
export class FakeNode {
  ready = true;
  /** Headers of the last request that was not of a probe. */
  lastHeaders: IncomingHttpHeaders = {};
  private readonly sockets = new Set<Duplex>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      if (request.url === '/readyz') {
        response.writeHead(this.ready ? 200 : 503).end();
        return;
      }
      this.lastHeaders = request.headers;
      response.writeHead(200).end('fake');
    });
    server.on('upgrade', (request, socket: Duplex) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
      const key = `${request.headers['sec-websocket-key'] ?? ''}${WEBSOCKET}`;
      const accept = createHash('sha1').update(key).digest('base64');
      const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
      socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
      // Says back what it hears.
      socket.on('data', (chunk: Buffer) => socket.write(chunk));
    });
  }

  static async start(): Promise<FakeNode> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeNode(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Hears nothing new any more, as a machine that hangs; sockets that are open stay so. */
  goSilent(): void {
    this.server.close();
    this.server.closeIdleConnections();
  }

  destroy(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    this.server.closeAllConnections();
  }
}
