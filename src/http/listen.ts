import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TongdaError } from '../errors';

/** Begins to listen; answers the URL, such as `http://127.0.0.1:3000`. Errors: `port_in_use`. */
export function listen(http: Server, { host, port }: { host: string; port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const known = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(known ? new TongdaError('port_in_use', `${host}:${port}`, { cause: error }) : error);
    });
    http.listen(port, host, () => {
      const address = http.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${address.port}`);
    });
  });
}
