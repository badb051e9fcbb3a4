import { Redis } from 'ioredis';
import type { Cluster } from '../../support/cluster';
import type { Random } from '../../support/random';
import { sleep } from '../until';

/** What happens to a cluster while people talk. */
export type Trouble =
  /** A random node is killed every so often and started again at once. */
  | { kind: 'kills'; everyMs: number; count: number }
  /** Redis is emptied, then killed, and comes back after a while. */
  | { kind: 'redis'; afterMs: number; awayMs: number }
  /** Each node in turn is asked to stop, and started again when it has. */
  | { kind: 'rolling'; rounds: number };

/** What trouble was made, for the report. */
export interface TroubleReport {
  kills: number;
  restarts: number;
  /** From SIGTERM to the end of the process, in ms. */
  stopTimes: number[];
  /** From the launch of a node to its being ready, in ms. */
  startTimes: number[];
}

/** Makes the trouble; resolves when it is over and every node is up. */
export async function makeTrouble(
  cluster: Cluster,
  trouble: Trouble,
  random: Random,
): Promise<TroubleReport> {
  const report: TroubleReport = { kills: 0, restarts: 0, stopTimes: [], startTimes: [] };
  switch (trouble.kind) {
    case 'kills':
      await killNodes(cluster, trouble, random, report);
      break;
    case 'redis':
      await loseRedis(cluster, trouble);
      break;
    case 'rolling':
      for (let round = 0; round < trouble.rounds; round += 1) await restartInTurn(cluster, report);
      break;
  }
  await cluster.untilBalanced();
  return report;
}

async function killNodes(
  cluster: Cluster,
  { everyMs, count }: { everyMs: number; count: number },
  random: Random,
  report: TroubleReport,
): Promise<void> {
  const starting = new Set<number>();
  const launches: Promise<void>[] = [];
  for (let kill = 0; kill < count; kill += 1) {
    await sleep(everyMs);
    // A node that is still on its way up is no target: it would only make the others fewer for longer.
    const up = cluster.nodes.map((_node, index) => index).filter((index) => !starting.has(index));
    if (up.length < 2) continue;
    const index = random.pick(up);
    const node = cluster.node(index);
    await node.kill();
    report.kills += 1;
    starting.add(index);
    const since = Date.now();
    launches.push(
      node.launch().then(() => {
        report.startTimes.push(Date.now() - since);
        starting.delete(index);
      }),
    );
  }
  await Promise.all(launches);
}

async function loseRedis(
  cluster: Cluster,
  { afterMs, awayMs }: { afterMs: number; awayMs: number },
): Promise<void> {
  const { redis } = cluster;
  if (!redis) throw new Error('the cluster has no Redis to lose');
  await sleep(afterMs);
  const client = new Redis(redis.url);
  await client.flushall();
  client.disconnect();
  await sleep(afterMs);
  await redis.process.kill();
  await sleep(awayMs);
  await redis.process.launch();
  await sleep(afterMs);
}

async function restartInTurn(cluster: Cluster, report: TroubleReport): Promise<void> {
  for (const node of cluster.nodes) {
    const asked = Date.now();
    await node.stop();
    report.stopTimes.push(Date.now() - asked);
    const since = Date.now();
    await node.launch();
    report.startTimes.push(Date.now() - since);
    report.restarts += 1;
    await cluster.untilBalanced();
  }
}
