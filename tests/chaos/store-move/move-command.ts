import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** `tongda migrate-store --follow` as a process of its own, which can be killed. */
export class MoveCommand {
  private readonly child;
  private readonly end: Promise<unknown>;
  private stdout = '';
  private stderr = '';

  constructor(dataDir: string, url: string, ...flags: string[]) {
    this.child = spawn(
      process.execPath,
      [join(ROOT, 'bin/tongda.js'), 'migrate-store', '--to', url, '--data', dataDir, '--json', ...flags],
      { cwd: ROOT, env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' } },
    );
    this.child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.end = once(this.child, 'close');
  }

  /** Waits until it says that it is at one of these stages, or has ended. */
  async reaches(...words: string[]): Promise<boolean> {
    while (this.child.exitCode === null && this.child.signalCode === null) {
      if (words.some((word) => this.stderr.includes(word))) return true;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return words.some((word) => this.stderr.includes(word));
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.end;
  }

  async ended(): Promise<Ended> {
    await this.end;
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}
