import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port';

const SCRIPT = join(__dirname, '../../scripts/test-postgres.sh');
const run = (...args: string[]): string =>
  execFileSync(SCRIPT, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/**
 * A PostgreSQL with a streaming replica, behind one address of loopback that can be pointed to either, as a virtual
 * address would be.
 */
export class PostgresPair {
  private target: number;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly dir: string,
    primaryUrl: string,
    private readonly replicaUrl: string,
    private readonly address: Server,
    readonly url: string,
  ) {
    this.target = Number(new URL(primaryUrl).port);
    address.on('connection', (socket) => this.carry(socket));
  }

  /** With `synchronous` a commit waits for the replica's disk. */
  static async start({ synchronous }: { synchronous: boolean }): Promise<PostgresPair> {
    const dir = mkdtempSync(join(tmpdir(), 'tongda-pair-'));
    // The servers' own account has to get in.
    chmodSync(dir, 0o755);
    const port = await freePort();
    const primaryUrl = run('start', join(dir, 'primary'), String(port));
    const replicaUrl = run('replica', join(dir, 'replica'), String(await freePort()), String(port));
    if (synchronous) {
      await query(primaryUrl, `alter system set synchronous_standby_names = '*'`);
      await query(primaryUrl, 'select pg_reload_conf()');
    }
    const address = createServer();
    const addressPort = await freePort();
    await new Promise<void>((resolve) => address.listen(addressPort, '127.0.0.1', resolve));
    const url = new URL(primaryUrl);
    url.port = String(addressPort);
    return new PostgresPair(dir, primaryUrl, replicaUrl, address, url.href);
  }

  /** The replica hears nothing more of the primary, as behind a network that has gone. */
  async partReplica(): Promise<void> {
    process.kill(await this.receiver(), 'SIGSTOP');
  }

  /** The primary is gone for good, the replica takes over, and the address follows. */
  async failOver(): Promise<void> {
    const receiver = await this.receiver();
    this.cut();
    run('kill', join(this.dir, 'primary'));
    // What was on its way to it has died with the primary. The replica begins anew when it misses it.
    const before = await this.startup();
    process.kill(receiver, 'SIGKILL');
    while ([before, undefined].includes(await this.startup()))
      await new Promise((resolve) => setTimeout(resolve, 100));
    run('promote', join(this.dir, 'replica'));
    this.target = Number(new URL(this.replicaUrl).port);
  }

  /** What docs/operations.md asks for after a failover that may have lost something. */
  async newLogEpoch(): Promise<void> {
    const set = `update meta set value = substr(md5(random()::text), 1, 16) where key = 'log_epoch'`;
    await query(this.url, set);
  }

  destroy(): void {
    this.address.close();
    this.cut();
    for (const name of ['primary', 'replica']) {
      try {
        run('kill', join(this.dir, name));
      } catch {
        // It has gone before.
      }
    }
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async receiver(): Promise<number> {
    const [row] = await query(this.replicaUrl, 'select pid from pg_stat_wal_receiver');
    return (row as { pid: number }).pid;
  }

  /** When the process that replays the log was started; undefined while nobody answers. */
  private async startup(): Promise<string | undefined> {
    try {
      const text = `select backend_start::text as at from pg_stat_activity where backend_type = 'startup'`;
      const [row] = await query(this.replicaUrl, text);
      return (row as { at: string } | undefined)?.at;
    } catch {
      return undefined;
    }
  }

  private carry(socket: Socket): void {
    const server = connect(this.target, '127.0.0.1');
    for (const [one, other] of [
      [socket, server],
      [server, socket],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  private cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

async function query(url: string, text: string): Promise<object[]> {
  const client = new Client({ connectionString: url });
  // A connection that breaks fails the query as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<object>(text)).rows;
  } finally {
    await client.end();
  }
}
