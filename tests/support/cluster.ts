import { spawnSync } from 'node:child_process';
import { LoadBalancer } from './load-balancer';
import { createDatabase, dropDatabase } from './own-database';
import { RedisServer } from './redis-server';
import { RunningServer } from './running-server';

const has = (command: string): boolean => spawnSync(command, ['-v']).error === undefined;

/** Whether a test has to be skipped for want of these programs, which is said aloud. In CI it is an error. */
export function programMissing(...commands: string[]): boolean {
  return said(commands.filter((command) => !has(command))) !== undefined;
}

/**
 * What this machine lacks for a cluster, or undefined when there is all. In CI something missing is an error.
 * Use: `const missing = clusterMissing(); (missing ? describe.skip : describe)(…)`.
 */
export function clusterMissing(): string | undefined {
  return said([
    ...(process.env.TEST_DATABASE_URL ? [] : ['TEST_DATABASE_URL=postgres://…']),
    ...['redis-server', 'haproxy'].filter((command) => !has(command)),
  ]);
}

function said(missing: readonly string[]): string | undefined {
  if (missing.length === 0) return undefined;
  if (process.env.CI) throw new Error(`CI needs ${missing.join(', ')}`);
  process.stderr.write(`skipped (missing: ${missing.join(', ')})\n`);
  return missing.join(', ');
}

export interface ClusterOptions {
  /** How many nodes. Default 3. */
  nodes?: number;
  /** Settings of every node. */
  environment?: Record<string, string>;
  /** Settings of one node, by its place from 0. */
  environmentOf?: (index: number) => Record<string, string>;
  /** Without Redis the nodes have to find new events in the database. Default true. */
  redis?: boolean;
}

/**
 * Several nodes on one new PostgreSQL database, with a Redis of their own, behind haproxy with the shipped
 * configuration. Each node has a data folder and a port that stay the same when it is killed and launched again.
 */
export class Cluster {
  private constructor(
    readonly nodes: readonly RunningServer[],
    readonly loadBalancer: LoadBalancer,
    readonly databaseUrl: string,
    readonly redis: RedisServer | undefined,
  ) {}

  /** Answers when every node takes customers and haproxy has seen it. */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const closers: (() => Promise<void>)[] = [];
    try {
      const cluster = await build(options, closers, (...parts) => new Cluster(...parts));
      await cluster.untilBalanced();
      return cluster;
    } catch (error) {
      for (const close of closers.toReversed()) await close();
      throw error;
    }
  }

  /** Where customers and agents come in: haproxy. */
  get url(): string {
    return this.loadBalancer.url;
  }

  /** The node at a place from 0: `kill()`, `stop()`, `launch()`, `url`, `log`, `pid`. */
  node(index: number): RunningServer {
    const node = this.nodes[index];
    if (!node) throw new Error(`there is no node ${index}`);
    return node;
  }

  /** Name and password of the first administrator, as the first node printed them. */
  get administrator(): { username: string; password: string } {
    return this.node(0).administrator;
  }

  /** Waits until haproxy sends new sockets to every node. */
  async untilBalanced(): Promise<void> {
    await this.loadBalancer.until('UP');
  }

  /** Ends everything and drops the database. */
  async destroy(): Promise<void> {
    await this.loadBalancer.destroy();
    await Promise.all(this.nodes.map((node) => node.destroy()));
    await this.redis?.destroy();
    await dropDatabase(this.databaseUrl);
  }
}

type Parts = [readonly RunningServer[], LoadBalancer, string, RedisServer | undefined];

async function build(
  { nodes: count = 3, environment = {}, environmentOf = () => ({}), redis: withRedis = true }: ClusterOptions,
  closers: (() => Promise<void>)[],
  assemble: (...parts: Parts) => Cluster,
): Promise<Cluster> {
  const databaseUrl = await createDatabase();
  closers.push(() => dropDatabase(databaseUrl));
  const redis = withRedis ? await RedisServer.start() : undefined;
  if (redis) closers.push(() => redis.destroy());
  const start = async (index: number): Promise<RunningServer> => {
    const node = await RunningServer.start({
      DATABASE_URL: databaseUrl,
      ...(redis && { REDIS_URL: redis.url }),
      TONGDA_TRUST_PROXY: '1',
      ...environment,
      ...environmentOf(index),
    });
    closers.push(() => node.destroy());
    return node;
  };
  // The first one makes the schema and the administrator.
  const first = await start(0);
  const others = await Promise.all(Array.from({ length: count - 1 }, (_, index) => start(index + 1)));
  const nodes = [first, ...others];
  const loadBalancer = await LoadBalancer.start(nodes.map(({ port }) => port));
  closers.push(() => loadBalancer.destroy());
  return assemble(nodes, loadBalancer, databaseUrl, redis);
}
