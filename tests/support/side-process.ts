import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_TIMEOUT_MS = 15_000;

/** A program beside the servers, such as Redis: started, killed and started again on one port of loopback. */
export class SideProcess {
  private process?: ChildProcess;
  private output = '';

  constructor(
    private readonly command: string,
    private readonly args: readonly string[],
    readonly port: number,
  ) {}

  /** Everything printed so far. */
  get log(): string {
    return this.output;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Starts it and waits until its port is open. */
  async launch(): Promise<void> {
    const child = spawn(this.command, this.args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    let failure: Error | undefined;
    child.on('error', (error) => (failure = error));
    child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    // A test file that ends early leaves nothing behind.
    const orphan = (): boolean => child.kill('SIGKILL');
    process.on('exit', orphan);
    child.once('exit', () => process.off('exit', orphan));
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await isOpen(this.port))) {
      if (failure) throw failure;
      if (child.exitCode !== null) throw new Error(`${this.command} ended: ${this.output}`);
      if (Date.now() > deadline) throw new Error(`${this.command} did not open its port: ${this.output}`);
      await sleep(20);
    }
  }

  /** SIGKILL, and its end. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** SIGTERM, and its end. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Sends a signal without waiting, such as SIGSTOP and SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.process?.kill(signal);
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
