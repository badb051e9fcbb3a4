import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sleep } from '../until';

const ROOT = join(__dirname, '../../..');
const READY_WITHIN_MS = 60_000;

export interface ServerProcessOptions {
  name: string;
  port: number;
  /** Settings of the program, besides PORT and what is needed to run at all. */
  settings: Record<string, string>;
  /** The program and its arguments for node; the product's own `serve` when absent. */
  program?: readonly string[];
}

/** The program as users start it, in a process of its own. */
export class ServerProcess {
  readonly name: string;
  private child?: ChildProcess;
  private output = '';

  constructor(private readonly options: ServerProcessOptions) {
    this.name = options.name;
  }

  get url(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  /** Everything printed so far, over all starts. */
  get log(): string {
    return this.output;
  }

  /** Starts it and does not wait. */
  spawn(): void {
    const { program = [join(ROOT, 'bin/tongda.js'), 'serve'], settings, port } = this.options;
    const child = spawn(process.execPath, [...program], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        PORT: String(port),
        TONGDA_LOG_LEVEL: 'warn',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
  }

  /** Resolves when it takes customers; throws when it ended before that. */
  async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await this.answers())) {
      if (this.hasEnded()) throw new Error(`${this.name} ended by itself: ${this.output.slice(-4000)}`);
      if (Date.now() > deadline)
        throw new Error(`${this.name} did not get ready: ${this.output.slice(-4000)}`);
      await sleep(20);
    }
  }

  /** SIGKILL: nothing is flushed, nothing said. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || this.hasEnded()) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  private hasEnded(): boolean {
    const { child } = this;
    return !child || child.exitCode !== null || child.signalCode !== null;
  }

  private async answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }
}
