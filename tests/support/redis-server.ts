import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';
import { SideProcess } from './side-process';

/** A Redis of one's own that forgets everything when it is killed. */
export class RedisServer {
  private constructor(
    readonly process: SideProcess,
    private readonly dir: string,
  ) {}

  static async start(): Promise<RedisServer> {
    const dir = mkdtempSync(join(tmpdir(), 'tongda-redis-'));
    const port = await freePort();
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
    const process = new SideProcess('redis-server', [...options, '--appendonly', 'no'], port);
    await process.launch();
    return new RedisServer(process, dir);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.process.port}`;
  }

  async destroy(): Promise<void> {
    await this.process.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
