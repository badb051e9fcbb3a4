import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningServer } from '../../../tests/support/running-server';
import type { Account } from './desk-page';

/** A server under load. */
export interface MeasuredServer {
  name: string;
  url: string;
  pid: number;
  dataDir: string;
  /** The SQLite file; to be read after `stop`. */
  databaseFile: string;
  /** The first administrator; none where there is no staff. */
  account?: Account;
  /** Ends it, with time to finish. */
  stop(): Promise<void>;
  /** Ends it and removes its data. */
  destroy(): Promise<void>;
}

/** The product as users start it, on a data folder of its own unless one is given. */
export async function startTongda(
  environment: Record<string, string> = {},
  dataDir?: string,
): Promise<MeasuredServer> {
  const settings = { TONGDA_MODELS: 'models', ...environment };
  const server = await (dataDir === undefined
    ? RunningServer.start(settings)
    : RunningServer.startOn(dataDir, settings));
  return {
    name: 'tongda',
    url: server.url,
    pid: server.pid ?? 0,
    dataDir: server.dataDir,
    databaseFile: join(server.dataDir, 'tongda.db'),
    account: server.administrator,
    stop: () => server.stop(),
    destroy: () => server.destroy(),
  };
}

/** The shortest durable chat server: what a message costs at least. */
export async function startNaive(): Promise<MeasuredServer> {
  const dir = mkdtempSync(join(tmpdir(), 'tongda-naive-'));
  const databaseFile = join(dir, 'naive.db');
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ['--require', 'tsx/cjs', join(__dirname, 'naive-server.ts'), String(port), databaseFile],
    { stdio: 'inherit' },
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  for (let tries = 0; !(await isUp(url)); tries += 1) {
    if (tries > 100) throw new Error('the naive server did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    name: 'naive',
    url,
    pid: child.pid ?? 0,
    dataDir: dir,
    databaseFile,
    stop,
    destroy: async () => {
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
