import { createServer } from 'node:net';
import type { Facts } from '../facts';

const ANSWER_MS = 2000;

/** Whether we may listen on a port, or already do. */
export async function lookAtPort(host: string, port: number): Promise<Facts['port']> {
  const code = await tryToListen(host, port);
  if (code === undefined) return 'free';
  if (code !== 'EADDRINUSE') return 'notAllowed';
  return (await isOurs(host, port)) ? 'ours' : 'taken';
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}

async function isOurs(host: string, port: number): Promise<boolean> {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host;
  try {
    const response = await fetch(`http://${name.includes(':') ? `[${name}]` : name}:${port}/livez`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return response.ok && ((await response.json()) as { status?: unknown } | null)?.status === 'ok';
  } catch {
    return false;
  }
}
