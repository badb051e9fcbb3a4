import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** A node as haproxy sees it. */
export interface BalancedNode {
  /** `UP`, `DOWN`, `NOLB` (keeps its sockets, gets nothing new), or on the way, such as `UP 1/3`. */
  state: string;
  /** Requests and sockets that are open now. */
  sockets: number;
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

  /** What haproxy thinks of each node now. */
  async nodes(): Promise<BalancedNode[]> {
    const response = await fetch(`http://127.0.0.1:${this.figuresPort}/stats;csv`);
    const [header = '', ...rows] = (await response.text()).trim().split('\n');
    const columns = header.split(',');
    return rows
      .map((row) => {
        const cells = row.split(',');
        return (name: string): string => cells[columns.indexOf(name)] ?? '';
      })
      .filter((cell) => cell('# pxname') === 'nodes' && cell('svname') !== 'BACKEND')
      .map((cell) => ({ state: cell('status'), sockets: Number(cell('scur')) }));
  }

  /** Waits until every node is in this state, such as `UP`. */
  async until(state: string, timeoutMs = 15_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const states = (await this.nodes()).map((node) => node.state);
      if (states.every((one) => one === state)) return;
      if (Date.now() > deadline)
        throw new Error(`the nodes of haproxy are ${states.join(', ')}, not ${state}`);
      await sleep(50);
    }
  }

  async destroy(): Promise<void> {
    await this.process.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
