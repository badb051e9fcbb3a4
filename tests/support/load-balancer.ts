import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';
import { SideProcess } from './side-process';

export const HAPROXY_CONFIG = join(__dirname, '../../deploy/haproxy/haproxy.cfg');

/** The shipped configuration with ports of its own, and these nodes (`host:port`) in place of the shipped ones. */
export function haproxyConfig(port: number, figuresPort: number, nodes: readonly string[]): string {
  const lines = readFileSync(HAPROXY_CONFIG, 'utf8').split('\n');
  const first = lines.findIndex((line) => /^ {4}server /.test(line));
  const servers = nodes.map((address, index) => `    server node${index + 1} ${address}`);
  const others = lines.filter((line) => !/^ {4}server /.test(line));
  return [...others.slice(0, first), ...servers, ...others.slice(first)]
    .join('\n')
    .replace(/^ {4}bind :80$/m, `    bind 127.0.0.1:${port}`)
    .replace(/^ {4}bind :8404$/m, `    bind 127.0.0.1:${figuresPort}`);
}

/** haproxy with the shipped configuration, on a port of loopback. */
export class LoadBalancer {
  private constructor(
    readonly process: SideProcess,
    private readonly figuresPort: number,
    private readonly dir: string,
  ) {}

  /** Starts it before nodes that listen on these ports; they may come later. */
  static async start(nodePorts: readonly number[]): Promise<LoadBalancer> {
    const dir = mkdtempSync(join(tmpdir(), 'tongda-haproxy-'));
    const port = await freePort();
    const figuresPort = await freePort();
    const file = join(dir, 'haproxy.cfg');
    const nodes = nodePorts.map((nodePort) => `127.0.0.1:${nodePort}`);
    writeFileSync(file, haproxyConfig(port, figuresPort, nodes));
    const process = new SideProcess('haproxy', ['-db', '-f', file], port);
    try {
      await process.launch();
    } catch (error) {
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
    return new LoadBalancer(process, figuresPort, dir);
  }

  get url(): string {
    return `http://127.0.0.1:${this.process.port}`;
  }

  /** What haproxy thinks of each node now: `UP`, `DOWN`, `NOLB` (keeps its sockets, gets nothing new), or on the way. */
  async states(): Promise<string[]> {
    const response = await fetch(`http://127.0.0.1:${this.figuresPort}/stats;csv`);
    const [header = '', ...rows] = (await response.text()).trim().split('\n');
    const [backend, name, status] = ['# pxname', 'svname', 'status'].map((column) =>
      header.split(',').indexOf(column),
    ) as [number, number, number];
    return rows
      .map((row) => row.split(','))
      .filter((row) => row[backend] === 'nodes' && row[name] !== 'BACKEND')
      .map((row) => row[status] ?? '');
  }

  async destroy(): Promise<void> {
    await this.process.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
