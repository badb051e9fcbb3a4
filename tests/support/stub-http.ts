import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface StubRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server of somebody else's on this machine, which keeps what it is sent and answers as it is told. */
export class StubHttp {
  readonly requests: StubRequest[] = [];
  /** The status of the next answers. */
  status = 200;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<StubHttp> {
    const stub: StubHttp = new StubHttp(
      createServer((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          stub.requests.push({ path: request.url ?? '', headers: request.headers, body });
          response.statusCode = stub.status;
          response.setHeader('content-type', 'application/json').end('{}');
        });
      }),
    );
    stub.server.listen(0, '127.0.0.1');
    await once(stub.server, 'listening');
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
