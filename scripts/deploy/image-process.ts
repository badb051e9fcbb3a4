import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Image } from './image-builder';

/** A container without its engine: the CMD of an image, in its folder and with its environment alone. */
export class ImageProcess {
  private output = '';

  private constructor(
    private readonly image: Image,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly child: ChildProcess,
  ) {
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
  }

  /** Starts CMD with these settings over those of the image. Folders of the image's settings are those below `root`. */
  static start(image: Image, settings: Readonly<Record<string, string>>): ImageProcess {
    const inside = Object.fromEntries(
      Object.entries(image.environment).map(([name, value]) => [
        name,
        value.startsWith('/') ? join(image.root, value) : value,
      ]),
    );
    const environment = { PATH: process.env.PATH ?? '', ...inside, ...settings };
    const [command = '', ...args] = image.command;
    const child = spawn(command, args, { cwd: join(image.root, image.workdir), env: environment });
    return new ImageProcess(image, environment, child);
  }

  get log(): string {
    return this.output;
  }

  /** Waits until the HEALTHCHECK is content. */
  async healthy(timeoutMs: number): Promise<void> {
    const [command = '', ...args] = this.image.healthcheck;
    const deadline = Date.now() + timeoutMs;
    while (spawnSync(command, args, { env: this.environment }).status !== 0) {
      if (this.child.exitCode !== null)
        throw new Error(`it ended with ${this.child.exitCode}: ${this.output}`);
      if (Date.now() > deadline) throw new Error(`it did not get healthy: ${this.output}`);
      await sleep(300);
    }
  }

  /** Sends the STOPSIGNAL; the exit code, or the signal that ended it. */
  async stop(): Promise<number | string | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const exited = once(this.child, 'exit') as Promise<[number | null, string | null]>;
    this.child.kill(this.image.stopSignal as NodeJS.Signals);
    const [code, signal] = await exited;
    return code ?? signal;
  }
}
