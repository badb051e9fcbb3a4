import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';
import { TEST_MODELS } from './trained-model';

const ROOT = join(__dirname, '../..');
const READY_TIMEOUT_MS = 90_000;

/** The program as users start it, on a data folder of its own; it can be killed and started again. */
export class RunningServer {
  private process?: ChildProcess;
  private output = '';

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    private readonly environment: Record<string, string>,
  ) {}

  /** Starts a server with these settings on top of the tests' own. */
  static async start(environment: Record<string, string> = {}): Promise<RunningServer> {
    const dataDir = mkdtempSync(join(tmpdir(), 'tongda-server-'));
    try {
      return await RunningServer.startOn(dataDir, environment);
    } catch (error) {
      rmSync(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** Starts a server on a data folder that is there. */
  static async startOn(dataDir: string, environment: Record<string, string> = {}): Promise<RunningServer> {
    const server = new RunningServer(dataDir, await freePort(), environment);
    await server.launch();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Name and password of the first administrator, as printed at the first start. */
  get administrator(): { username: string; password: string } {
    const [, username = '', password = ''] = /administrator\s+(\S+)\s+(\S+)/.exec(this.output) ?? [];
    return { username, password };
  }

  /** Everything printed so far, over all starts. */
  get log(): string {
    return this.output;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Starts the program on the same data, and waits until it takes customers. */
  async launch(): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'bin/tongda.js'), 'serve'], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        PORT: String(this.port),
        TONGDA_DATA: this.dataDir,
        TONGDA_MODELS: TEST_MODELS,
        TONGDA_LOG_LEVEL: 'warn',
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await this.isReady())) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${this.output}`);
      if (Date.now() > deadline) throw new Error(`the server did not get ready: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** SIGKILL: nothing is flushed, nothing said. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** SIGTERM, as an operator stops it. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Ends the program and removes its data. */
  async destroy(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }
}
