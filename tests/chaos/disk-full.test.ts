import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { ChatClient } from '../support/chat-client';
import { RunningServer } from '../support/running-server';

const CLIENTS = 5;
/** Long words fill a disk sooner. */
const TEXT = '流量'.repeat(300);
const LONG_MS = 180_000;
const ENVIRONMENT = { TONGDA_BOT: '0' };

interface Outcome {
  clientId: string;
  /** The code of a refusal; undefined when it was acknowledged. */
  refused?: string;
}

/** Everybody sends until so many messages have been refused, or acknowledged. */
async function sendUntil(
  clients: ChatClient[],
  enough: (outcomes: Outcome[]) => boolean,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let round = 0; !enough(outcomes); round += 1) {
    if (round > 600)
      throw new Error(`the disk never got full, or free: ${JSON.stringify(outcomes.slice(-3))}`);
    const sent = clients.map(async (client) => {
      const clientId = randomUUID();
      const reply = await client.send(TEXT, { clientId });
      outcomes.push({ clientId, ...(!reply.ok && { refused: reply.error.code }) });
    });
    await Promise.all(sent);
    // A page may write a few messages a second.
    if (outcomes.at(-1)?.refused === 'too_many_requests')
      await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return outcomes.filter(({ refused }) => refused !== 'too_many_requests');
}

const refusals = (outcomes: Outcome[]): number =>
  outcomes.filter(({ refused }) => refused === 'storage_full').length;
const successes = (outcomes: Outcome[]): number =>
  outcomes.filter(({ refused }) => refused === undefined).length;

function storedIds(dataDir: string): string[] {
  const db = new BetterSqlite3(join(dataDir, 'tongda.db'), { readonly: true });
  const ids = db
    .prepare("select client_id from event where kind = 'customerMessage'")
    .pluck()
    .all() as string[];
  const healthy = db.pragma('integrity_check', { simple: true });
  db.close();
  expect(healthy).toBe('ok');
  return ids;
}

/** The story of one full disk. `fill` and `free` are what befalls it. */
async function tell(server: RunningServer, fill: () => void, free: () => void): Promise<void> {
  const clients: ChatClient[] = [];
  for (let index = 0; index < CLIENTS; index += 1) {
    const client = new ChatClient(server.url);
    await client.hello();
    clients.push(client);
  }
  const before = await sendUntil(clients, (outcomes) => successes(outcomes) >= 20);
  fill();
  const full = await sendUntil(clients, (outcomes) => refusals(outcomes) >= 20);
  // It says so, and only so; and it still answers those who read.
  expect(full.filter(({ refused }) => refused !== undefined && refused !== 'storage_full')).toEqual([]);
  expect((await clients[0]!.hello()).logEpoch).toMatch(/^[0-9a-f]{16}$/);
  const late = new ChatClient(server.url);
  await expect(late.hello()).rejects.toThrow('storage_full');
  late.close();
  free();
  const after = await sendUntil(clients, (outcomes) => successes(outcomes) >= 20);
  expect(refusals(after)).toBeLessThan(20);
  // What was refused and is sent again is stored once.
  const again = full.filter(({ refused }) => refused !== undefined).slice(0, CLIENTS);
  for (const [index, outcome] of again.entries()) {
    for (const _time of [1, 2]) {
      const reply = await clients[index]!.send(TEXT, { clientId: outcome.clientId });
      expect(reply.ok).toBe(true);
    }
  }
  for (const client of clients) client.close();
  await server.kill();
  const stored = storedIds(server.dataDir);
  expect(new Set(stored).size).toBe(stored.length);
  const promised = [...before, ...full, ...after].filter(({ refused }) => refused === undefined);
  const kept = new Set(stored);
  expect(promised.filter(({ clientId }) => !kept.has(clientId))).toEqual([]);
}

describe('a disk that gets full under a running server', () => {
  it(
    'refuses by name, loses nothing, and goes on by itself: files that may not grow',
    async () => {
      const server = await RunningServer.start(ENVIRONMENT);
      const limit = (value: string): void => {
        execFileSync('prlimit', ['--pid', String(server.pid), `--fsize=${value}:`]);
      };
      try {
        await tell(
          server,
          () => limit(String(statSync(join(server.dataDir, 'tongda.db-wal')).size + 30_000)),
          () => limit('unlimited'),
        );
      } finally {
        await server.destroy();
      }
    },
    LONG_MS,
  );

  const mounted = mountSmallDisk();
  (mounted ? it : it.skip)(
    'refuses by name, loses nothing, and goes on by itself: a file system without room',
    async () => {
      const dataDir = join(mounted ?? '', 'data');
      mkdirSync(dataDir);
      const filler = join(mounted ?? '', 'filler');
      let server: RunningServer | undefined;
      try {
        server = await RunningServer.startOn(dataDir, ENVIRONMENT);
        await tell(
          server,
          () => fillUp(filler),
          () => rmSync(filler),
        );
      } finally {
        await server?.destroy();
        execFileSync('umount', [mounted ?? '']);
        rmSync(mounted ?? '', { recursive: true, force: true });
      }
    },
    LONG_MS,
  );
});

/** A file system of 8 MB, where we may mount one; said aloud where we may not. */
function mountSmallDisk(): string | undefined {
  const place = mkdtempSync(join(tmpdir(), 'tongda-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', place], { stdio: 'ignore' });
    return place;
  } catch {
    rmSync(place, { recursive: true });
    process.stderr.write('skipped: a full file system (no right to mount one)\n');
    return undefined;
  }
}

/** Leaves no byte free. */
function fillUp(file: string): void {
  for (let bytes = 8_000_000; bytes >= 4096;) {
    try {
      writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      bytes = Math.floor(bytes / 2);
    }
  }
}
